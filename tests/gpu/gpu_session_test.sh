#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# gpu_session.sh over a stub program and stub tools: resumes, also from its archive alone, stops what
# hangs and sets aside what that had measured, goes on after a failure, records what is unavailable, sums
# up. Usage: gpu_session_test.sh GPU_SESSION_SH FAKE
# FAKE: the real program over the fake device, to which every command line must make sense.
set -uo pipefail
session=$1 fake=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; [ -e "$work/said" ] && cat "$work/said"; exit 1; }
mkdir -p "$work/build/bin" "$work/tools"

# Writes its arguments to calls; behaves as the file "mood" says for the record it is asked for.
cat >"$work/build/bin/fleetmark" <<'STUB'
#!/usr/bin/env bash
work=$(dirname "$(dirname "$(dirname "$0")")")
echo "$*" >>"$work/calls"
record=$(grep -o -- '--output [^ ]*' <<<"$*" | cut -d' ' -f2)
mood=$(grep "^$(basename "${record:-none}" .json) " "$work/mood" | cut -d' ' -f2)
case $mood in
  hang) echo '{"half": 1}' >"$record.partial"; trap '' TERM; for _ in $(seq 600); do [ ! -e "$work/mood" ] || sleep 0.1; done ;;
  slow) trap 'echo "{\"half\": 2}" >"$record"; exit 7' TERM; for _ in $(seq 600); do sleep 0.1; done ;;
  deviceless) exit 3 ;;
  fail) echo "wrong answer"; exit 4 ;;
  partly) echo '{}' >"$record"; exit 7 ;;
esac
[ -n "$record" ] && echo '{}' >"$record"
echo "the stub answers"
STUB
# Tools that this machine may have must not decide the test.
printf '#!/bin/sh\nexit 1\n' | tee "$work/tools/ncu" "$work/tools/compute-sanitizer" \
  "$work/tools/python3" "$work/tools/nvidia-smi" >/dev/null
echo >"$work/mood"
chmod +x "$work/build/bin/fleetmark" "$work/tools"/*
export PATH=$work/tools:$PATH
run() { bash "$session" "$1" "$work/build" "$work/out" >"$work/said" 2>&1; }
status_is() { grep -q "^$2" "$work/out/status/$1" 2>/dev/null || fail "$1 should be '$2'"; }
calls() { grep -c -- "$1" "$work/calls"; }

# A failing step does not stop the others; tools that refuse are recorded.
echo "A1-correctness fail" >"$work/mood"
run A || fail "call A ended with status $?"
status_is A0-device ok
status_is A1-correctness "failed with status 4"
status_is A5-sweep ok
for step in A0-driver A4-pytorch; do status_is $step unavailable; done
grep -q "wrong answer" "$work/out/logs/A1-correctness.txt" || fail "the log lacks what was said"
grep -q "| A1-correctness | failed" "$work/out/summary.md" || fail "the summary lacks the failure"
grep -q "^## A3-memory" "$work/out/summary.md" || fail "the summary lacks a record"
tar -tzf "$work/out/session.tar.gz" >"$work/packed"
grep -q "records/A3-memory.json" "$work/packed" || fail "the archive lacks a record"

# The same call again runs nothing that has a status, and that alone whose status was removed.
before=$(calls "^measure\|^assess")
run A || fail "call A again ended with status $?"
[ "$(calls "^measure\|^assess")" = "$before" ] || fail "a resumed call repeated a step"
rm "$work/out/status/A1-correctness"
: >"$work/mood"
! grep -q "Beside PyTorch" "$work/out/summary.md" || fail "there is no PyTorch here to stand beside"
echo '{}' >"$work/out/records/A4-pytorch.json"
printf '#!/bin/sh\ncase "$2" in */beside_pytorch.py) ls "$3" && echo "## Beside PyTorch" ;; *) exit 1 ;; esac\n' >"$work/tools/python3"
run A || fail "call A for a third time ended with status $?"
grep -q "^A3-memory.json" "$work/out/summary.md" || fail "the records are not held against PyTorch's"
grep -q "^## Beside PyTorch" "$work/out/summary.md" || fail "the summary lacks what PyTorch says of the rival"
status_is A1-correctness ok
[ "$(calls "^measure\|^assess")" = $((before + 1)) ] || fail "more than the removed step ran"

# What lacks a part has measured the rest, and is no failure.
rm "$work/out/status/A5-sweep"
echo "A5-sweep partly" >"$work/mood"
run A || fail "a call with an incomplete step ended with status $?"
status_is A5-sweep "incomplete"

# Where there is no device, that is no answer: the next call asks again.
rm "$work/out/status/A5-sweep"
echo "A5-sweep deviceless" >"$work/mood"
run A
[ $? = 7 ] || fail "a call without a device must end with 7"
[ ! -e "$work/out/status/A5-sweep" ] || fail "a step without a device must have no status"
: >"$work/mood"

# From the archive alone, in an empty folder, nothing that has a status runs again.
mkdir "$work/carried" && cp "$work/out/session.tar.gz" "$work/carried/"
bash "$session" A "$work/build" "$work/carried" >"$work/said" 2>&1 || fail "from the archive: status $?"
grep -q "^A3-memory: done before: ok" "$work/said" || fail "what the archive holds was not gone on from"
grep -q "^A5-sweep: ok" "$work/said" || fail "what the archive lacks did not run"
bash "$session" --from "$work/carried/session.tar.gz" A "$work/build" "$work/anew" >"$work/said" 2>&1 ||
  fail "from a named archive: status $?"
grep -q "^A5-sweep: done before: ok" "$work/said" || fail "what a named archive holds was not gone on from"
bash "$session" --from "$work/absent" A "$work/build" "$work/anew" >"$work/said" 2>&1
[ $? = 2 ] || fail "an archive that is none is bad usage"
run A || fail "call A with a device again ended with status $?"

# What outlives the end of the call is stopped, even if it ignores the request, and left to the next.
echo "B4-matmul-bf16 hang" >"$work/mood"
# (A copy of the script that waits 1 s for a stopped step instead of 10, and has shorter limits.)
sed 's/kill-after=10/kill-after=1/; s|^suites=.*|suites='"$(dirname "$(realpath "$session")")"'/suites|' \
  "$session" >"$work/short.sh"
session_as_it_is=$session session=$work/short.sh
begin=$SECONDS
GPU_SESSION_LIMIT_S=2 run B
[ $? = 7 ] || fail "a call that is cut off must end with 7"
[ $((SECONDS - begin)) -lt 30 ] || fail "a hanging step was not stopped"
[ ! -e "$work/out/status/B4-matmul-bf16" ] || fail "a step that was cut off must have no status"
[ ! -e "$work/out/status/B6-spread" ] || fail "a step without time must not begin"
grep -q half "$work/out/records/B4-matmul-bf16.partial.json" || fail "what was measured till then is lost"
[ ! -e "$work/out/records/B4-matmul-bf16.json.partial" ] || fail "the journal of a killed step must be set aside"
# Tools are not even asked when the time is over, and one that is slow to answer has not refused.
sed "s|^within() {|&  echo asked >>'$work/asked'|" "$work/short.sh" >"$work/asking.sh"
session=$work/asking.sh
GPU_SESSION_LIMIT_S=0 run B
[ ! -e "$work/asked" ] || fail "a tool was asked after the end of the call"
printf '#!/bin/sh\nexec sleep 60\n' >"$work/tools/ncu"
sed -i 's/within 60 env FLEETMARK_HOLD=off ncu/within 1 env FLEETMARK_HOLD=off ncu/' "$work/short.sh"
session=$work/short.sh
# A step's own limit ends in "timeout" and the call goes on; what it had measured is no whole record. A
# call killed at any moment leaves an archive with all that came before.
sed -i 's/measure_step B4-matmul-bf16 150/measure_step B4-matmul-bf16 1/' "$work/short.sh"
sed -i 's/measure_step B4-matmul-fp8 170/measure_step B4-matmul-fp8 1/' "$work/short.sh"
printf 'B4-matmul-bf16 hang\nB4-matmul-fp8 slow\nB6-spread hang\n' >"$work/mood"
bash "$session" B "$work/build" "$work/out" >"$work/said" 2>&1 &
killed=$!
for _ in $(seq 300); do grep -q "^B5-decode: ok" "$work/said" && break; sleep 0.1; done
sleep 0.3
kill -KILL $killed; wait $killed 2>/dev/null
tar -xOzf "$work/out/session.tar.gz" status/B5-decode >"$work/packed" || fail "a killed call left no archive"
grep -q ok "$work/packed" || fail "the archive of a killed call lacks the last step"
echo >"$work/mood"
run B
[ $? = 7 ] || fail "a tool without an answer must leave its steps to the next call"
for step in B8-triad B8-wgmma; do [ ! -e "$work/out/status/$step" ] || fail "$step: no answer is no refusal"; done
# One that goes on without its counters and ends well has refused all the same; a finding is no refusal.
printf '#!/bin/sh\necho asked >>"%s/ncu_asked"\necho "==ERROR== ERR_NVGPUCTRPERM - no permission"\n' "$work" >"$work/tools/ncu"
printf '#!/bin/sh\necho "========= ERROR SUMMARY: 1 error"\nexit 9\n' >"$work/tools/compute-sanitizer"
run B || fail "call B ended with status $?"
session=$session_as_it_is
for step in B4-matmul-bf16 B4-matmul-fp8; do
  status_is $step timeout
  [ ! -e "$work/out/records/$step.json" ] || fail "$step: half a record lies among the whole ones"
  grep -q half "$work/out/records/$step.partial.json" || fail "$step: what it had measured is lost"
done
! grep -q "^## .*partial" "$work/out/summary.md" || fail "the summary must leave out partial records"
status_is B6-spread ok
for step in B8-triad B8-wgmma; do status_is $step "unavailable: ncu: ==ERROR== ERR_NVGPUCTRPERM"; done
[ "$(grep -c asked "$work/ncu_asked")" = 1 ] || fail "a tool must be asked once a call"
for step in B7-memcheck B7-racecheck B7-synccheck; do status_is $step unavailable; done
rm "$work/out/status"/B7-*
run B || fail "call B with a sanitizer ended with status $?"
for step in B7-memcheck B7-racecheck B7-synccheck; do status_is $step "failed with status 9"; done
grep -q -- "--launches 10" "$work/calls" || fail "the spread needs ten launches"
for step in B5-decode B5-prefill; do status_is $step ok; done

run full || fail "call full ended with status $?"
status_is full ok
bash "$session" C "$work/build" "$work/out" >"$work/said" 2>&1
[ $? = 2 ] || fail "an unknown call is bad usage"
bash "$session" A "$work/absent" "$work/out" >/dev/null 2>&1
[ $? = 2 ] || fail "a folder without the program is bad usage"

# Every command line that the stub saw is one that the program knows, suites included. Status 2
# from a filter or a suite without cases for the fake device does not occur: cases may be none.
sort -u "$work/calls" | while read -r line; do
  line=$(sed "s| --output [^ ]*| --output $work/fake.json|; s|cuda:0|fake:0|; s| --launches 10||; s| --time-limit 10*||" <<<"$line")
  case $line in show\ /* | show\ *.json*) continue ;; measure*) line="$line --list" ;; esac
  # shellcheck disable=SC2086
  "$fake" $line >"$work/said" 2>&1 || { echo "not understood: $line"; cat "$work/said"; exit 1; }
done || fail "a command line is not one of the program's"
for suite in "$(dirname "$session")"/suites/*.json; do
  "$fake" validate "$suite" >"$work/said" 2>&1 || fail "$suite is not valid"
done
echo "PASSED"
