#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Planted faults in an assembler's report are found, and the clean neighbour of each is not."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import device_code

FAT = "nvcc " + " ".join(f"--generate-code=arch=x,code=[{name}]" for name in sorted(device_code.PORTABLE))
CLEAN = """ptxas info    : Compiling entry function '_Z4copyPf' for 'sm_90a'
ptxas info    : Function properties for _Z4copyPf
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 32 registers, used 0 barriers
ptxas info    : Compiling entry function '_Z5triadPf' for 'sm_80'
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 40 registers, used 0 barriers
"""


class DeviceCode(unittest.TestCase):
    def test_a_clean_report_passes_and_tells_the_largest_count(self):
        self.assertEqual(list(device_code.breaches_of_report(CLEAN)), [])
        self.assertEqual(device_code.most_registers(CLEAN), (40, 2))

    def test_spills_and_local_memory_are_found_with_the_kernel(self):
        for line in ("0 bytes stack frame, 8 bytes spill stores, 0 bytes spill loads",
                     "64 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads"):
            report = CLEAN + "    " + line
            found = list(device_code.breaches_of_report(report))
            self.assertEqual(len(found), 1)
            self.assertIn("_Z5triadPf for sm_80", found[0])

    def test_a_serialised_wgmma_is_found(self):
        line = "ptxas info    : (C7510) Potential Performance Loss: wgmma.mma_async instructions are serialized"
        self.assertEqual(len(list(device_code.breaches_of_report(CLEAN + line))), 1)

    def test_a_kernel_without_launch_bounds_is_found(self):
        bounded = "template <int kRows>\n__global__ void __launch_bounds__(256)\n    a(float* x) { x[0] = 1; }\n"
        self.assertEqual(list(device_code.breaches_of_source("a_gpu.cu", bounded)), [])
        found = list(device_code.breaches_of_source("a_gpu.cu", bounded + "__global__ void b(int* y) { *y = 2; }"))
        self.assertEqual(found, ["no __launch_bounds__: __global__ void b(int* y)"])

    def test_a_kernel_that_has_an_sm_to_itself_says_so(self):
        for name in ("wgmma_kernel.cuh", "tensor_mma_gpu.cu"):
            for bounds, found in (("kThreads, 1", 0), ("kThreads, 2", 1), ("kThreads", 1)):
                text = f"__global__ void __launch_bounds__({bounds})\n    a(float* x) {{}}\n"
                self.assertEqual(len(list(device_code.breaches_of_source(name, text))), found, (name, bounds))
        text = "__global__ void __launch_bounds__(kThreads) a(float* x) {}"
        self.assertEqual(list(device_code.breaches_of_source("gemm_mma_gpu.cu", text)), [])

    def test_a_missing_architecture_and_relocatable_code_are_found(self):
        self.assertEqual(list(device_code.breaches_of_command("a_gpu.cu", FAT)), [])
        one = FAT.replace("--generate-code=arch=x,code=[sm_80]", "")
        self.assertEqual(len(list(device_code.breaches_of_command("a_gpu.cu", one))), 1)
        self.assertEqual(len(list(device_code.breaches_of_command("a_gpu.cu", FAT + " -rdc=true"))), 1)

    def test_an_sm90_file_is_built_for_that_and_what_came_after(self):
        later = "nvcc " + " ".join(f"--generate-code=arch=x,code=[{name}]"
                                   for name in sorted(device_code.FROM_HOPPER))
        self.assertEqual(list(device_code.breaches_of_command("bulk_sm90.cu", later)), [])
        self.assertEqual(len(list(device_code.breaches_of_command("bulk_sm90.cu", FAT))), 1)
        self.assertEqual(len(list(device_code.breaches_of_ptx("bulk_sm90.cu", "ld.global"))), 2)

    def test_an_sm90a_file_is_built_for_that_alone_and_uses_it(self):
        alone = "nvcc --generate-code=arch=compute_90a,code=[sm_90a]"
        self.assertEqual(list(device_code.breaches_of_command("a_sm90a.cu", alone)), [])
        self.assertEqual(len(list(device_code.breaches_of_command("a_sm90a.cu", FAT))), 1)
        self.assertEqual(list(device_code.breaches_of_ptx("gemm_wgmma_sm90a.cu",
                                                          "wgmma.mma_async cp.async.bulk mbarrier")), [])
        self.assertEqual(list(device_code.breaches_of_ptx("tensor_wgmma_sm90a.cu", "wgmma.mma_async")), [])
        self.assertEqual(len(list(device_code.breaches_of_ptx("tensor_wgmma_sm90a.cu", "wgmma.fence"))), 1)
        self.assertEqual(len(list(device_code.breaches_of_ptx("gemm_wgmma_sm90a.cu", "mma.sync"))), 3)
        self.assertEqual(list(device_code.breaches_of_ptx("bulk_sm90a.cu", "cp.async.bulk mbarrier")), [])


KEEP = pathlib.Path(__file__).resolve().parents[2] / "kernels" / "backends" / "cuda" / "keep_report.sh"
# Writes what it is given to standard error, as an assembler does, and ends with the status asked for.
COMPILER = "import sys; sys.stderr.write(sys.argv[1]); open(sys.argv[4], 'w'); sys.exit(int(sys.argv[2]))"


class KeptReport(unittest.TestCase):
    def compile(self, folder, said, status):
        made = str(pathlib.Path(folder) / "a.cu.o")
        return subprocess.run(["sh", str(KEEP), sys.executable, "-c", COMPILER, said, str(status), "-o", made],
                              stderr=subprocess.PIPE, text=True)

    def test_the_report_is_kept_whole_and_only_the_rest_is_shown(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.compile(folder, CLEAN + "warning: x is not used\n", 0)
            self.assertEqual((done.returncode, done.stderr), (0, "warning: x is not used\n"))
            kept = (pathlib.Path(folder) / "a.cu.o.report").read_text()
            self.assertEqual(kept, CLEAN + "warning: x is not used\n")

    def test_a_failure_stays_one(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.compile(folder, "error: no\n", 2)
            self.assertEqual((done.returncode, done.stderr), (2, "error: no\n"))

    def test_a_file_that_was_not_built_is_a_breach(self):
        with tempfile.TemporaryDirectory() as folder:
            entry = {"file": "a_gpu.cu", "directory": folder, "command": FAT + " -o a.cu.o -c a_gpu.cu"}
            self.assertEqual(device_code.judge_one(pathlib.Path(folder), entry)[0], "not built")
            self.compile(folder, CLEAN, 0)
            line, breaches = device_code.judge_one(pathlib.Path(folder), entry)
            self.assertEqual(breaches, [])
            self.assertIn("40 registers at most", line)


if __name__ == "__main__":
    unittest.main()
