# SPDX-License-Identifier: Apache-2.0
"""Usage: beside_pytorch.py FOLDER: a Markdown table of what PyTorch reached (FOLDER/A4-pytorch.json) beside
every run record of FOLDER that has the same kernel, element type and sizes, and whether cuBLASLt is the
rival that it is taken for: at least 98 % of PyTorch's matmul. Prints nothing where there is no such record.

Two processes took turns with nothing: ratios are of medians, their ranges those of both intervals."""
import json
import os
import sys

PYTORCH = "A4-pytorch.json"
LEAST = 0.98
# What PyTorch calls for each of its operators, in our words; any cuBLASLt else.
LIBRARY = {"scaled_mm fast": ("cublaslt",), "scaled_mm promoted": ("cublaslt-promoted",), "int_mm": ("cublaslt",),
           "matmul": ("cublaslt-rowmajor", "cublaslt")}


def measurements(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file).get("measurements", [])
    except (OSError, ValueError):
        return []


def problem_of(one):
    problem = one["problem"]
    return problem["kernel"], problem["dtype"], tuple((size["name"], size["value"]) for size in problem["sizes"])


def ratio_of(own, theirs):
    """How many times as fast: of the medians, and the least and the most that both intervals allow."""
    own, theirs = own["summary"], theirs["summary"]
    low, high = own["median_95_s"] or {}, theirs["median_95_s"] or {}
    ratio = theirs["median_s"] / own["median_s"]
    if not low or not high:
        return ratio, None, None
    return ratio, high["low"] / low["high"], high["high"] / low["low"]


def verdict(own, theirs, ratio):
    if own["variant"] not in LIBRARY.get(theirs["variant"], ()):
        return ""
    return "a rival" if ratio >= LEAST else "no rival: less than 98 % of PyTorch"


def rows(folder):
    pytorch = measurements(os.path.join(folder, PYTORCH))
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".json") or name.endswith(".partial.json") or name == PYTORCH:
            continue
        if name.startswith(("B7-", "B8-")):  # under the sanitizer or a profiler
            continue
        for own in measurements(os.path.join(folder, name)):
            for theirs in pytorch:
                if problem_of(own) != problem_of(theirs) or own["data"] != theirs["data"]:
                    continue
                ratio, low, high = ratio_of(own, theirs)
                kernel, dtype, sizes = problem_of(own)
                yield (name[:-len(".json")], f"{kernel} {dtype} " + " ".join(f"{n}={v}" for n, v in sizes),
                       own["variant"], theirs["variant"], f"{ratio:.3f}",
                       "" if low is None else f"{low:.3f} .. {high:.3f}", verdict(own, theirs, ratio))


def main():
    found = list(rows(sys.argv[1]))
    if not found:
        return
    print("\n## Beside PyTorch, in a process of its own\n")
    print("| record | case | ours | PyTorch's | times as fast | of both intervals | cuBLASLt is |\n" + "|---" * 7 + "|")
    for row in found:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
