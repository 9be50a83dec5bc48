#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compiles all device code for every listed architecture and judges what the assembler said about it.
# Needs nvcc, no GPU. The rules are in device_code.py.
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset cuda-build -DFLEETMARK_TESTS=OFF >/dev/null
python3 -B tests/gpu/device_code.py build-cuda-build
