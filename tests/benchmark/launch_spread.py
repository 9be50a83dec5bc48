#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How far do medians move from one launch to the next, and does fleetmark foresee it?

Runs fresh processes of `fleetmark measure` one after another, then lets launch_coverage (built
beside it) merge every stretch of k >= 3 consecutive launches with the program's own code and look
up the launch after it. Pairs of one case share launches and are not independent of each other.
Exit 0: at least 90 % of all pairs lie inside their interval; 1: fewer; 2: could not run.
"""

import argparse
import collections
import pathlib
import statistics
import subprocess
import sys
import tempfile

BAR = 0.90
SOURCE = pathlib.Path(__file__).resolve().parents[2]


def options():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="example: launch_spread.py build/bin/fleetmark --launches 10 --suite quick")
    parser.add_argument("fleetmark", type=pathlib.Path, help="the program to launch")
    parser.add_argument("--launches", type=int, default=10)
    parser.add_argument("--suite", default="quick")
    parser.add_argument("--filter", default="", help="cases, as `measure --filter` takes it")
    parser.add_argument("--device", default="", help="as `measure --device` takes it")
    parser.add_argument("--keep", type=pathlib.Path,
                        help="folder for the run records; complete ones found there are reused")
    parser.add_argument("--helper", type=pathlib.Path, help="launch_coverage, if not beside it")
    return parser.parse_args()


def fail(message):
    print(f"launch_spread: {message}", file=sys.stderr)
    sys.exit(2)


def launch(given, folder, number):
    record = folder / f"launch-{number:02}.json"
    if record.exists():
        return record
    command = [str(given.fleetmark), "measure", "--suite", given.suite, "--quiet",
               "--output", str(record)]
    command += ["--filter", given.filter] if given.filter else []
    command += ["--device", given.device] if given.device else []
    print(f"launch {number + 1} of {given.launches}", file=sys.stderr)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 4):  # 4: some case failed; the others stand
        fail(f"launch {number + 1} ended with status {done.returncode}")
    return record


def read_lines(helper, records):
    schema = SOURCE / "results" / "schema" / "run.schema.json"
    command = [str(helper), str(schema)] + [str(record) for record in records]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        fail(f"{helper} ended with status {done.returncode}")
    medians, pairs = collections.defaultdict(list), []
    for line in done.stdout.splitlines():
        kind, case, *fields = line.split("\t")
        if kind == "median":
            medians[case].append(float(fields[1]))
        else:
            low, high, following = map(float, fields[2:])
            pairs.append((case, int(fields[0]), low <= following <= high, high / low))
    return medians, pairs


def share_text(pairs):
    inside = sum(is_inside for _, _, is_inside, _ in pairs)
    return f"{inside}/{len(pairs)} = {inside / len(pairs):.3f}" if pairs else "none"


def report(medians, pairs):
    print(f"{'case':<58} {'median s':>10} {'CV %':>6} {'max/min':>8} {'covered':>15} "
          f"{'high/low':>9}")
    for case, seconds in medians.items():
        own = [pair for pair in pairs if pair[0] == case]
        cv = 100 * statistics.stdev(seconds) / statistics.mean(seconds) if len(seconds) > 1 else 0
        width = f"{statistics.median(pair[3] for pair in own):9.3f}" if own else f"{'-':>9}"
        print(f"{case:<58} {statistics.median(seconds):10.4g} {cv:6.2f} "
              f"{max(seconds) / min(seconds):8.3f} {share_text(own):>15} {width}")
    print("\nnext launch inside the interval of the k launches before it:")
    for k in sorted({pair[1] for pair in pairs}):
        print(f"  k = {k:2}: {share_text([pair for pair in pairs if pair[1] == k])}")
    print(f"  all   : {share_text(pairs)} (bar {BAR:.2f})")


def main():
    given = options()
    if not given.fleetmark.is_file():
        fail(f"{given.fleetmark} is no file")
    if given.launches < 4:
        fail("--launches must be at least 4: three to predict from and one to compare with")
    helper = given.helper or given.fleetmark.resolve().parent / "launch_coverage"
    if not helper.is_file():
        fail(f"{helper} is missing; build target launch_coverage or name it with --helper")
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        records = [launch(given, folder, number) for number in range(given.launches)]
        medians, pairs = read_lines(helper, records)
    if not pairs:
        fail("no case was measured in four launches running")
    report(medians, pairs)
    return 0 if sum(pair[2] for pair in pairs) >= BAR * len(pairs) else 1


if __name__ == "__main__":
    sys.exit(main())
