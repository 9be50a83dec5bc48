#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# keep_report.sh COMPILER ARGUMENT...: compiles, and keeps what the assembler said of the code in
# OBJECT.report, where tests/gpu/device_code.py reads it: device code need not be compiled twice to be
# judged. Its report of resources (ptxas -v) stays off the screen; everything else is shown.
object=""
previous=""
for word in "$@"; do
  [ "$previous" = -o ] && object=$word
  previous=$word
done
[ -n "$object" ] || exec "$@"
"$@" 2>"$object.report.part"
status=$?
grep -v -e '^ptxas info' -e '^    [0-9]* bytes stack frame' -e '^$' "$object.report.part" >&2
mv "$object.report.part" "$object.report"
exit $status
