#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the direction of dependency, purity and file size over a source tree.

Usage: include_rules.py ROOT      prints one line per breach; exit status 1 when there is one.
What may include what is the table below; a folder that is not in it may include nothing of ours.
"""
import pathlib
import re
import sys

API = {"kernels/api"}
CPU = API | {"kernels/cpu"}
GPU = API | {"kernels/gpu"}
RECORD = API | {"harness/record"}
MODEL = RECORD | {"harness/model"}
COST = MODEL | {"harness/cost"}
MEASURE = RECORD | {"harness/measure"}
FLEET = COST | {"harness/fleet"}
COMPARE = RECORD | {"harness/compare"}
REPORT = FLEET | COMPARE | {"harness/report"}
IO = FLEET | COMPARE | {"harness/io"}

# Folder -> the folders that it may include (itself is always allowed).
ALLOWED = {
    "kernels/api": API,
    "kernels/cpu": CPU,
    "kernels/gpu": GPU,
    "harness/record": RECORD,
    "harness/measure": MEASURE,
    "harness/model": MODEL,
    "harness/cost": COST,
    "harness/fleet": FLEET,
    "harness/compare": COMPARE,
    "harness/report": REPORT,
    # io reads suite files and others' samples, so it sees the types of the suite and the pure
    # statistics; nothing else of measure.
    "harness/io": IO,
    "harness/cli": None,  # everything
}
EXTRA = {"harness/io": {"harness/measure/suite.h", "harness/measure/statistics.h"}}
PURE = ("harness/record", "harness/model", "harness/cost", "harness/fleet", "harness/compare",
        "harness/report")
IMPURE_HEADERS = re.compile(r"<(fstream|filesystem|iostream|chrono|random|ctime|time\.h|thread|"
                            r"cstdio|stdio\.h|unistd\.h|sys/[a-z]+\.h|fcntl\.h)>")
IMPURE_CALLS = re.compile(r"\b(getenv|std::time|rand|srand|system)\s*\(")
BACKEND_IF = re.compile(r"^\s*#\s*(if|ifdef|elif|ifndef).*\b(__CUDA|__HIP|FLEETMARK_HIP|__NVCC)")
# A name of one vendor's runtime, as in cudaMalloc; what stands in strings and comments names nothing.
RUNTIME_NAME = re.compile(r"\b(cuda|hip)[A-Z]\w*")
RUNTIME_NAMES_IN = "kernels/gpu/gpu_runtime.h"
UNSPOKEN = re.compile(r'"(\\.|[^"\\])*"|//.*')
INCLUDE = re.compile(r'^\s*#\s*include\s+("([^"]+)"|<[^>]+>)')
MAX_LINES = 600
SOURCES = {".h", ".cpp", ".cu", ".cuh"}


def folder_of(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:2])


def allowed_for(path: str):
    """The folders that the file at `path` may include; None means all."""
    folder = folder_of(path)
    if folder in ALLOWED:
        allowed = ALLOWED[folder]
        return None if allowed is None else allowed | {folder}
    if folder.startswith("kernels/"):  # a family or kernels/backends: toolkits and itself
        return CPU | GPU | {folder} | ({"kernels/memory"} if folder == "kernels/backends" else set())
    return set()


def breaches_of_file(path: str, text: str):
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        yield f"{path}: {len(lines)} lines; at most {MAX_LINES}; split it"
    if not lines or "SPDX-License-Identifier: Apache-2.0" not in lines[0]:
        yield f"{path}:1: the first line must hold the SPDX licence identifier"
    allowed = allowed_for(path)
    pure = folder_of(path) in PURE
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        name = RUNTIME_NAME.search(UNSPOKEN.sub("", line))
        if name and path.startswith("kernels/") and path != RUNTIME_NAMES_IN:
            yield f"{where}: {name.group(0)}; give it a name for all vendors in {RUNTIME_NAMES_IN}"
        if BACKEND_IF.search(line) and not path.startswith("kernels/gpu/"):
            yield f"{where}: backend #if outside kernels/gpu"
        if pure and IMPURE_CALLS.search(line):
            yield f"{where}: a pure layer calls the outside world: {line.strip()}"
        match = INCLUDE.match(line)
        if not match:
            continue
        if pure and IMPURE_HEADERS.search(line):
            yield f"{where}: a pure layer includes {match.group(1)}"
        target = match.group(2)
        if target is None or not target.startswith(("kernels/", "harness/", "tests/")):
            continue
        if target in EXTRA.get(folder_of(path), ()):
            continue
        if path.startswith("kernels/") and target.startswith("harness/"):
            yield f"{where}: kernels never include harness ({target})"
        elif allowed is not None and folder_of(target) not in allowed:
            yield f"{where}: {folder_of(path)} may not include {target}"


def breaches(root: pathlib.Path):
    for top in ("kernels", "harness"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix in SOURCES and file.is_file():
                path = file.relative_to(root).as_posix()
                yield from breaches_of_file(path, file.read_text(encoding="utf-8"))
    for top in ("profiles", "results"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix in SOURCES | {".py", ".sh"}:
                yield f"{file.relative_to(root).as_posix()}: {top}/ holds data only"


def main() -> int:
    found = list(breaches(pathlib.Path(sys.argv[1])))
    for line in found:
        print(line)
    print(f"include rules: {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
