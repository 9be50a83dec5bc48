#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Planted breaches are found, and the legitimate neighbour of each is not."""
import unittest

import include_rules

SPDX = "// SPDX-License-Identifier: Apache-2.0\n"


def found(path, body):
    return list(include_rules.breaches_of_file(path, SPDX + body))


class IncludeRules(unittest.TestCase):
    def test_kernels_never_include_harness(self):
        self.assertEqual(len(found("kernels/memory/x.cpp", '#include "harness/record/warning.h"\n')), 1)
        self.assertEqual(found("kernels/memory/x.cpp", '#include "kernels/cpu/thread_team.h"\n'), [])

    def test_a_family_does_not_include_another_family(self):
        self.assertEqual(len(found("kernels/memory/x.cpp", '#include "kernels/matmul/y.h"\n')), 1)

    def test_model_does_not_see_io_or_cost(self):
        self.assertEqual(len(found("harness/model/x.h", '#include "harness/io/files.h"\n')), 1)
        self.assertEqual(len(found("harness/model/x.h", '#include "harness/cost/task.h"\n')), 1)
        self.assertEqual(found("harness/cost/x.h", '#include "harness/model/figure.h"\n'), [])

    def test_a_pure_layer_has_no_clock_file_or_environment(self):
        self.assertEqual(len(found("harness/cost/x.cpp", "#include <chrono>\n")), 1)
        self.assertEqual(len(found("harness/cost/x.cpp", 'auto p = std::getenv("HOME");\n')), 1)
        self.assertEqual(found("harness/io/x.cpp", "#include <filesystem>\n"), [])

    def test_names_of_one_vendor_s_runtime_live_in_one_file(self):
        for line, count in (("  FLEETMARK_GPU(cudaLaunchKernel(f));\n", 1), ("  hipFree(p);\n", 1),
                            ('  if (name == "cudaErrorStubLibrary") {\n', 0), ("  // as cudaMalloc does\n", 0),
                            ("  cuda::std::make_tuple(b);\n", 0)):
            self.assertEqual(len(found("kernels/memory/x.cu", line)), count, line)
        self.assertEqual(found("kernels/gpu/gpu_runtime.h", "#define gpuFree cudaFree\n"), [])

    def test_backend_conditionals_live_in_kernels_gpu(self):
        self.assertEqual(len(found("kernels/memory/x.cu", "#ifdef __CUDACC__\n#endif\n")), 1)
        self.assertEqual(found("kernels/gpu/gpu_runtime.h", "#ifdef __CUDACC__\n#endif\n"), [])

    def test_long_files_and_missing_licence(self):
        self.assertEqual(len(found("harness/io/x.cpp", "\n" * 700)), 1)
        self.assertEqual(len(list(include_rules.breaches_of_file("harness/io/x.cpp", "int x;\n"))), 1)


if __name__ == "__main__":
    unittest.main()
