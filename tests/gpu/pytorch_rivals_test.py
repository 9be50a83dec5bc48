# SPDX-License-Identifier: Apache-2.0
"""Usage: pytorch_rivals_test.py FLEETMARK: every case of pytorch_rivals.py is one that `fleetmark import
pytorch` knows by kernel, element type and sizes; needs neither PyTorch nor a GPU."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

import pytorch_rivals


class PytorchRivalsTest(unittest.TestCase):
    def test_every_case_is_imported_under_its_kernel(self):
        with tempfile.TemporaryDirectory() as folder:
            source, record = (os.path.join(folder, name) for name in ("rivals.jsonl", "run.json"))
            with open(source, "w", encoding="utf-8") as file:
                print(json.dumps({"torch": "2.9.0", "device": "a device"}), file=file)
                for one in pytorch_rivals.CASES:
                    line = {**one, "cache": "cold, 2 operand sets", "data": "uniform", "times_s": [1e-3, 2e-3]}
                    print(json.dumps(line), file=file)
            done = subprocess.run([program, "import", "pytorch", source, "-o", record, "--quiet"],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(record, encoding="utf-8") as file:
                found = json.load(file)
        self.assertEqual(len(found["measurements"]), len(pytorch_rivals.CASES))
        self.assertEqual(found["device"]["name"], "a device")

    def test_every_kernel_has_a_maker_that_takes_its_sizes(self):
        for one in pytorch_rivals.CASES:
            maker = getattr(pytorch_rivals.Maker, one["kernel"].replace(".", "_"), pytorch_rivals.Maker.rowwise)
            names = maker.__code__.co_varnames[2:maker.__code__.co_argcount]
            self.assertEqual(names, tuple(one["sizes"]), one["kernel"])


if __name__ == "__main__":
    program = sys.argv.pop(1)
    unittest.main()
