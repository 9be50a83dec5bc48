# SPDX-License-Identifier: Apache-2.0
"""A library that PyTorch outruns by more than 2 % is told to be no rival; cases that differ are not compared."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "beside_pytorch.py")


def measured(variant, median_s, dtype="bf16", n=4096, data="uniform"):
    sizes = [{"name": name, "value": n} for name in ("m", "n", "k")]
    return {"problem": {"kernel": "matmul.gemm", "dtype": dtype, "sizes": sizes}, "variant": variant, "data": data,
            "summary": {"median_s": median_s, "median_95_s": {"low": 0.99 * median_s, "high": 1.01 * median_s}}}


class BesidePyTorchTest(unittest.TestCase):
    def table_of(self, records):
        with tempfile.TemporaryDirectory() as folder:
            for name, found in records.items():
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(found if isinstance(found, str) else json.dumps({"measurements": found}))
            done = subprocess.run([sys.executable, "-B", SCRIPT, folder], capture_output=True, text=True, check=True)
        return [line for line in done.stdout.splitlines() if line.startswith("| B")]

    def test_a_library_within_two_percent_is_a_rival(self):
        lines = self.table_of({"A4-pytorch.json": [measured("matmul", 1.0)],
                               "B4-matmul-bf16.json": [measured("cublaslt-rowmajor", 1 / 0.985),
                                                       measured("cublaslt", 1 / 0.97), measured("wgmma", 0.8)]})
        self.assertEqual(len(lines), 3)
        self.assertIn("| 0.985 | 0.965 .. 1.005 | a rival |", lines[0])
        self.assertIn("| 0.970 | 0.951 .. 0.990 | no rival: less than 98 % of PyTorch |", lines[1])
        self.assertTrue(lines[2].endswith("|  |"), lines[2])  # ours is judged by its pairs alone

    def test_other_problems_data_and_tools_are_left_out(self):
        lines = self.table_of({"A4-pytorch.json": [measured("matmul", 1.0)],
                               "B4-a.json": [measured("cublaslt", 1.0, n=8192), measured("cublaslt", 1.0, dtype="f16"),
                                             measured("cublaslt", 1.0, data="zeros")],
                               "B7-memcheck.json": [measured("cublaslt", 1.0)],
                               "B4-b.partial.json": [measured("cublaslt", 1.0)], "B5-broken.json": "{"})
        self.assertEqual(lines, [])

    def test_promoted_sums_are_held_against_promoted_sums(self):
        fast, promoted = measured("scaled_mm fast", 1.0, "fp8_e4m3"), measured("scaled_mm promoted", 1.5, "fp8_e4m3")
        lines = self.table_of({"A4-pytorch.json": [fast, promoted],
                               "B4-matmul-fp8.json": [measured("cublaslt", 1.2, "fp8_e4m3"),
                                                      measured("cublaslt-promoted", 1.5, "fp8_e4m3")]})
        judged = [line for line in lines if "rival" in line]
        self.assertEqual(len(judged), 2)
        self.assertIn("| cublaslt | scaled_mm fast | 0.833 |", judged[0])
        self.assertIn("| cublaslt-promoted | scaled_mm promoted | 1.000 |", judged[1])

    def test_without_pytorch_nothing_is_said(self):
        self.assertEqual(self.table_of({"B4-a.json": [measured("cublaslt", 1.0)]}), [])


if __name__ == "__main__":
    unittest.main()
