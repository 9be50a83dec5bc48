#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What pack.sh packs starts from any folder with glibc alone, with profiles and suites of its own, and
# gpu_session.sh runs from it. Usage: pack_test.sh PACK_SH BUILD_FOLDER
set -uo pipefail
pack=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; [ -e "$work/said" ] && cat "$work/said"; exit 1; }

bash "$pack" "$build" "$work/packed.tar" >"$work/said" 2>&1 || fail "pack.sh ended with status $?"
grep -q "needs glibc 2" "$work/said" || fail "the lowest glibc is not told"
tar -C "$work" -xf "$work/packed.tar" && mv "$work/fleetmark" "$work/elsewhere"
here=$work/elsewhere program=$work/elsewhere/bin/fleetmark
unset FLEETMARK_PROFILES LD_LIBRARY_PATH

for file in "$program" "$here/bin/fleetmark_cuda.so"; do
  nm "$file" 2>&1 | grep -q "no symbols" || fail "$file has symbols"
done
# From this machine glibc alone; every other library, those of libraries too, from beside the program.
ldd "$program" "$here/bin/fleetmark_cuda.so" >"$work/said" || fail "ldd ended with status $?"
grep "=>" "$work/said" | grep -vE "=> $here/bin/../lib/fleetmark/|lib(c|m|pthread|dl|rt)\.so" && fail "not packed, see above"
grep -q "libopenblas.*=> $here/" "$work/said" || fail "no library comes from the pack"

for script in pytorch_rivals.py beside_pytorch.py; do
  [ -e "$here/tests/gpu/$script" ] || fail "the pack lacks $script"
done

rm "$here/share/fleetmark/profiles/workloads/llama-3.1-8b.json"
"$program" list workloads >"$work/said" 2>&1 || fail "list workloads ended with status $?"
! grep -q "llama-3.1-8b " "$work/said" || fail "the profiles are not those of the pack"
"$program" list devices >"$work/said" 2>&1 || fail "list devices ended with status $?"
! grep -q "built without CUDA\|cannot be loaded" "$work/said" || fail "the module is not used"

# No device: every step that needs one is left to a later call, none hangs.
if [ ! -e /proc/driver/nvidia/version ]; then
  bash "$here/tests/gpu/gpu_session.sh" A "$here" "$work/out" >"$work/said" 2>&1
  [ $? = 7 ] || fail "a session without a device must end with 7"
  grep -q "^A0-version: ok" "$work/said" || fail "the program of the pack does not run in a session"
  grep -q "^A1-correctness: no usable device" "$work/said" || fail "a step without a device must be left"
  for packed in "$here"/tests/gpu/suites/*.json; do
    "$program" validate "$packed" >"$work/said" 2>&1 || fail "$packed is not valid"
  done
fi

mkdir -p "$work/bare/bin" && cp "$program" "$work/bare/bin/"
bash "$pack" "$work/bare" "$work/none.tar" >"$work/said" 2>&1
[ $? = 2 ] || fail "a build without the module must be refused"
[ ! -e "$work/none.tar" ] || fail "a refused build left an archive"
echo "PASSED"
