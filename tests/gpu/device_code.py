#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges the device code of a finished build by the reports that the assembler left beside the objects.

Usage: device_code.py BUILD_DIR     prints one line per file; exit status 1 when a rule is broken.
Rules: every listed architecture (an _sm90a file: that one alone; an _sm90 file: those from it on),
no spill, no local memory, no "Potential Performance Loss" line, no relocatable device code, in
_sm90a and _sm90 files the instructions that make them worth a file of their own, and on every kernel of the
sources the threads that it may be launched with.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

PORTABLE = {"sm_80", "sm_89", "sm_90a", "sm_100a", "compute_90"}
HOPPER_ONLY = {"sm_90a"}
FROM_HOPPER = {"sm_90a", "sm_100a", "compute_90"}
LOSS = re.compile(r"Potential Performance Loss", re.IGNORECASE)
SPILL = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
ENTRY = re.compile(r"Compiling entry function '([^']+)' for '([^']+)'")
KERNEL = re.compile(r"__global__[^{;]*")  # the head of a kernel
ALONE = re.compile(r"wgmma|^tensor_")  # files whose kernels have an SM to themselves
USED = re.compile(r"Used (\d+) registers")
# What makes a file worth an architecture of its own. A product on Hopper's tensor cores feeds them by
# bulk copies under barriers; a kernel that only issues to them needs the instruction alone; a
# bulk-copy kernel the latter two.
HOPPER_INSTRUCTIONS = (
    (re.compile(r"gemm_wgmma"), ("wgmma.mma_async", "cp.async.bulk", "mbarrier")),
    (re.compile(r"wgmma"), ("wgmma.mma_async",)),
    (re.compile(r""), ("cp.async.bulk", "mbarrier")),
)


def architectures(command):
    return {code for group in re.findall(r"code=\[([^\]]+)\]", command) for code in group.split(",")}


def wanted_architectures(path):
    name = pathlib.Path(path).name
    if name.endswith("_sm90a.cu"):
        return HOPPER_ONLY
    return FROM_HOPPER if name.endswith("_sm90.cu") else PORTABLE


def breaches_of_command(path, command):
    wanted = wanted_architectures(path)
    found = architectures(command)
    if found != wanted:
        yield f"built for {sorted(found)}, must be {sorted(wanted)}"
    if re.search(r"(^|\s)(-rdc=true|--relocatable-device-code=true|-dc)(\s|$)", command):
        yield "relocatable device code"


def breaches_of_report(report):
    entry = "?"
    for line in report.splitlines():
        match = ENTRY.search(line)
        if match:
            entry = f"{match.group(1)} for {match.group(2)}"
        if LOSS.search(line):
            yield f"{entry}: {line.strip()}"
        match = SPILL.search(line)
        if match and any(int(number) for number in match.groups()):
            yield f"{entry}: {line.strip()}"


def breaches_of_source(name, text):
    for match in KERNEL.finditer(text):
        head = " ".join(match.group(0).split())
        if "__launch_bounds__" not in head:
            yield f"no __launch_bounds__: {head}"
        elif ALONE.search(name) and not re.search(r"__launch_bounds__\([^()]*, 1\)", head):
            yield f"has an SM to itself, so __launch_bounds__(threads, 1): {head}"


def breaches_of_ptx(path, ptx):
    name = pathlib.Path(path).name
    wanted = next(instructions for pattern, instructions in HOPPER_INSTRUCTIONS if pattern.search(name))
    for name in wanted:
        if name not in ptx:
            yield f"no {name} in the PTX"


def most_registers(report):
    """(registers, entries compiled): the assembler names an entry before it says what it used."""
    return max((int(n) for n in USED.findall(report)), default=0), len(ENTRY.findall(report))


def ptx_of(build, entry):
    """The PTX of one file for Hopper: the front end alone, without the assembler."""
    out = build / "device_code" / (pathlib.Path(entry["file"]).stem + ".ptx")
    words = shlex.split(entry["command"])
    nvcc = next(i for i, word in enumerate(words) if pathlib.Path(word).name == "nvcc")
    words = [word for word in words[nvcc:] if not word.startswith("--generate-code")]
    words[words.index("-c")] = "-ptx"
    words[words.index("-o") + 1] = str(out)
    words.append("--generate-code=arch=compute_90a,code=[compute_90a]")
    subprocess.run(words, cwd=entry["directory"], check=True, stderr=subprocess.DEVNULL)
    return out.read_text()


def judge_one(build, entry):
    """The line and the breaches of one file."""
    path, command = entry["file"], entry["command"]
    words = shlex.split(command)
    made = pathlib.Path(entry["directory"], words[words.index("-o") + 1])
    kept = made.with_name(made.name + ".report")
    if not made.is_file() or not kept.is_file():
        return "not built", [f"no object or no report in {build}: build it first"]
    report = kept.read_text()
    breaches = list(breaches_of_command(path, command)) + list(breaches_of_report(report))
    if wanted_architectures(path) != PORTABLE:
        breaches += breaches_of_ptx(path, ptx_of(build, entry))
    registers, kernels = most_registers(report)
    names = " ".join(sorted(architectures(command)))
    return f"{registers:4d} registers at most  {kernels:4d} kernels  {names}", breaches


def main(build):
    root = pathlib.Path(__file__).resolve().parents[2]
    # A .cu file without device code is compiled by the host's compiler.
    entries = [e for e in json.loads((build / "compile_commands.json").read_text())
               if e["file"].endswith(".cu") and "nvcc" in e["command"]]
    if not entries:
        print("no device code in this build: configure with FLEETMARK_CUDA=ON")
        return 1
    (build / "device_code").mkdir(exist_ok=True)
    failed = 0
    sources = [path for kind in ("*.cu", "*.cuh", "*.h") for path in (root / "kernels").rglob(kind)]
    for source in sorted(sources):
        breaches = list(breaches_of_source(source.name, source.read_text()))
        for breach in breaches:
            print(f"{source.relative_to(root)}: {breach}")
        failed += bool(breaches)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for entry, (line, breaches) in zip(entries, pool.map(lambda e: judge_one(build, e), entries)):
            name = os.path.relpath(entry["file"], root)
            print(f"{name:44s} {line}")
            for breach in breaches:
                print(f"{name}: {breach}")
            failed += bool(breaches)
    print(f"device code: {len(entries)} files, {failed} with breaches")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
