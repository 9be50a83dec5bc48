#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The program with its CUDA module on a machine without a usable driver: it says why in one line and
# goes on with the CPU. Usage: without_driver.sh PROGRAM REASON [STUB_FOLDER]; 77: a driver is here.
set -uo pipefail
program=$1 reason=$2
fail() { echo "FAILED: $*"; exit 1; }
[ -e /proc/driver/nvidia/version ] && exit 77
# Also where the toolkit's stub driver stands first on the search path.
[ $# -ge 3 ] && export LD_LIBRARY_PATH=$3
[ -e "$(dirname "$program")/fleetmark_cuda.so" ] || fail "the module is not beside the program"

listed=$("$program" list devices 2>&1) || fail "list devices ended with status $?"
echo "$listed"
grep -q "cuda not used: $reason" <<<"$listed" || fail "expected: cuda not used: $reason"
[ "$(grep -c 'cuda not used' <<<"$listed")" = 1 ] || fail "the reason must be one line"
grep -q "cpu:0" <<<"$listed" || fail "the CPU is not offered"

asked=$("$program" measure --device cuda:0 2>&1)
status=$?
echo "$asked"
[ $status = 3 ] || fail "measure --device cuda:0 must end with status 3, not $status"
grep -q "$reason" <<<"$asked" || fail "the error must name the reason"
[ "$(wc -l <<<"$asked")" = 1 ] || fail "the error must be one line"

went_on=$("$program" measure --list --suite quick 2>&1) || fail "measure --list ended with status $?"
grep -q "cuda not used: $reason" <<<"$went_on" || fail "the best usable device is taken without a word"
echo "PASSED"
