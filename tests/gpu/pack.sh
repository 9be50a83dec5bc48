#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Packs a build for a machine that has a driver and nothing else: program and CUDA module without
# symbols, every shared library but glibc's and the driver's, the profiles, and the scripts and suites
# of a GPU session. What is unpacked stands for a build folder and may lie anywhere.
# Usage: pack.sh BUILD_FOLDER ARCHIVE    (.tar.xz is the smallest; .tar.gz where there is no xz over there)
set -euo pipefail
fail() { echo "pack.sh: $*" >&2; exit 2; }
[ $# = 2 ] || { echo "usage: pack.sh BUILD_FOLDER ARCHIVE" >&2; exit 2; }
bin=$1/bin archive=$2
source=$(dirname "$(realpath "$0")")/../..
for file in fleetmark fleetmark_cuda.so; do
  [ -e "$bin/$file" ] || fail "$bin/$file: no such file; build the program with CUDA first"
done
# shellcheck disable=SC2016  # the loader's word, not ours
readelf -d "$bin/fleetmark" | grep -q '(RPATH) .*\[\$ORIGIN/\.\./lib/fleetmark' ||
  fail "$bin/fleetmark would not look for libraries beside it; build it anew"

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
top=$stage/fleetmark
libraries=$top/lib/fleetmark
mkdir -p "$top/bin" "$libraries" "$top/share/fleetmark/results" "$top/tests/gpu"
strip -o "$top/bin/fleetmark" "$bin/fleetmark"
strip -o "$top/bin/fleetmark_cuda.so" "$bin/fleetmark_cuda.so"

# What must come from the machine itself: glibc with its loader, and the driver.
of_the_machine='^(ld-linux.*|lib(c|m|mvec|dl|rt|pthread|util|resolv|anl|cuda|nvidia-.*))\.so'
closure=$(ldd "$bin/fleetmark" "$bin/fleetmark_cuda.so") || fail "the libraries of $bin/fleetmark cannot be listed"
! grep -F 'not found' <<<"$closure" || fail "a library of the program is missing here"
while read -r name path; do
  [[ $name =~ $of_the_machine ]] || strip --strip-unneeded -o "$libraries/$name" "$path"
done < <(awk '$2 == "=>" && $3 ~ /^\// {print $1, $3}' <<<"$closure" | sort -u)

cp -r "$source/profiles" "$top/share/fleetmark/"
cp -r "$source/results/schema" "$top/share/fleetmark/results/"
cp -r "$source/tests/gpu/suites" "$source/tests/gpu/gpu_session.sh" "$top/tests/gpu/"
cp "$source/tests/gpu/pytorch_rivals.py" "$source/tests/gpu/beside_pytorch.py" "$top/tests/gpu/"
cp "$source/LICENSE" "$top/"

part=$stage/$(basename "$archive")  # the ending says how to compress
XZ_OPT=${XZ_OPT:--9} tar -C "$stage" --owner=0 --group=0 -caf "$part" fleetmark
mv "$part" "$archive"
glibc=$(objdump -T "$top"/bin/* "$libraries"/* | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
echo "$archive: $(stat -c %s "$archive") bytes, $(du -sb "$top" | cut -f1) unpacked; needs glibc ${glibc#GLIBC_} or newer"
