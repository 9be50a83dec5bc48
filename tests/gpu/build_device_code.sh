#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# build_device_code.sh [BUILD]: compiles all device code for every listed architecture, where BUILD
# (default: build) does not hold it yet, and judges what the assembler said about it.
# Needs nvcc, no GPU. The rules are in device_code.py.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${1:-build}
. harness/cmake/entry.sh
# shellcheck disable=SC2086  # a list of words
[ -f "$build/build.ninja" ] ||
  cmake -S . -B "$build" $fleetmark_cmake_args -DFLEETMARK_CUDA=ON >/dev/null
cmake --build "$build" --target fleetmark_cuda -- --quiet
python3 -B tests/gpu/device_code.py "$build"
