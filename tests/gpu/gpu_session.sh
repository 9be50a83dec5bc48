#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What to run in the first minutes on a GPU, ordered by value: call A, then B, then full. Builds
# nothing, changes no clock, limit or mode. Each step has a time limit, writes files of its own and
# cannot stop the others. A call ends after 9 minutes (full: 15); the same call again goes on with
# the steps that have no status yet. To repeat a step, remove its file in OUTPUT/status.
# After every step all there is lies in OUTPUT/session.tar.gz: a call that is killed leaves it, too. Where
# OUTPUT holds no session, the call goes on from that archive, or from the one named by --from.
# Usage: gpu_session.sh [--from ARCHIVE] A|B|full BUILD_FOLDER OUTPUT_FOLDER [DEVICE]
# Ends with 0 when every step of the call has a status, whatever it is; 7 when some have none.
set -uo pipefail
fail() { echo "gpu_session.sh: $*" >&2; exit 2; }
from=
if [ "${1:-}" = --from ]; then
  from=${2:-}
  [ -f "$from" ] || fail "--from '$from': no such file"
  shift 2
fi
[ $# -ge 3 ] || fail "usage: gpu_session.sh [--from ARCHIVE] A|B|full BUILD_FOLDER OUTPUT_FOLDER [DEVICE]"
call=$1 program=$(realpath -m "$2")/bin/fleetmark output=$3 device=${4:-cuda:0}
here=$(dirname "$(realpath "$0")")
suites=$here/suites
[ -x "$program" ] || fail "$program: no such program; name a build folder"
case $call in A | B | full) ;; *) fail "found call '$call'; allowed: A, B, full" ;; esac
# Else every step would fail for one reason that none of them is about.
said=$(timeout --kill-after=5 60 "$program" --version 2>&1 </dev/null) || fail "$program does not start here: ${said%%$'\n'*}"
mkdir -p "$output/status" "$output/logs" "$output/records" || exit 2
archive=$output/session.tar.gz
if [ -n "$(ls "$output/status")" ]; then
  [ -z "$from" ] || echo "$output holds a session, which goes on; $from is not read"
elif [ -n "$from" ] || [ -e "$archive" ]; then
  from=${from:-$archive}
  tar -C "$output" -xzf "$from" || fail "$from cannot be unpacked; name another, or remove it to begin anew"
  echo "goes on from $from"
fi
call_limit_s=540
[ "$call" = full ] && call_limit_s=900
call_limit_s=${GPU_SESSION_LIMIT_S:-$call_limit_s}
[[ $call_limit_s =~ ^[0-9]+$ ]] || fail "GPU_SESSION_LIMIT_S must be seconds"
is_complete=yes

status_of() { cat "$output/status/$1" 2>/dev/null; }
note() { echo "$2" >"$output/status/.$1" && mv "$output/status/.$1" "$output/status/$1"; echo "$1: $2"; }
seconds_left() { echo $((call_limit_s - SECONDS)); }
leave() { is_complete=no; echo "$1: $2"; }

# One small file to carry away, whole at any moment.
pack_up() {
  local parts=(status logs records)
  [ ! -e "$output/summary.md" ] || parts+=(summary.md)
  tar -C "$output" --exclude='.*' -czf "$archive.part" "${parts[@]}" && mv "$archive.part" "$archive"
}

# What a step that was stopped had measured is no whole record: its journal where it was killed, else the
# record that it wrote when it was asked to end. An older record of the same name is not touched.
set_aside() {
  local record=$output/records/$1
  if [ -e "$record.json.partial" ]; then
    mv "$record.json.partial" "$record.partial.json"
  elif [ -e "$record.json" ] && ! [ "$record.json" -ot "$output/.begun" ]; then
    mv "$record.json" "$record.partial.json"
  fi
}

# step NAME LIMIT_S COMMAND...: runs it unless its status is known. A step that the end of the call
# cuts short gets no status, nor does one for which there was no device (3): the next call takes it up.
step() {
  local name=$1 limit_s=$2
  shift 2
  if [ -n "$(status_of "$name")" ]; then echo "$name: done before: $(status_of "$name")"; return; fi
  local left_s is_cut=no begin=$SECONDS status
  left_s=$(seconds_left)
  if [ "$left_s" -lt 1 ]; then leave "$name" "no time left, left to the next call"; return; fi
  if [ "$left_s" -lt "$limit_s" ]; then limit_s=$left_s is_cut=yes; fi
  { printf '$'; printf ' %q' "$@"; echo; } >"$output/logs/$name.txt"
  : >"$output/.begun"
  timeout --kill-after=10 "$limit_s" "$@" >>"$output/logs/$name.txt" 2>&1 </dev/null
  status=$?
  local took="after $((SECONDS - begin)) s"
  case $status in
    0) note "$name" "ok $took" ;;
    124 | 137)
      set_aside "$name"
      if [ $is_cut = yes ]; then leave "$name" "cut off by the end of the call"
      else note "$name" "timeout $took"; fi ;;
    # Measured, but not all of it: a block whose operators no kernel of this device runs, say.
    7) note "$name" "incomplete $took (see logs/$name.txt)" ;;
    3) leave "$name" "no usable device (see logs/$name.txt), left to the next call" ;;
    *) note "$name" "failed with status $status $took" ;;
  esac
  pack_up
}

# What a tool that refused said: its first error, else its last line.
why_not() {
  local said
  said=$(grep -m1 -E 'ERR_|[Ee]rror|ERROR|not supported' "$1" || tail -n1 "$1")
  said=${said//|/ }
  echo "${said:-is not there, or says nothing}" | cut -c1-200
}

# probed_step TOOL NAME LIMIT_S COMMAND...: "unavailable" where the tool is not there or refuses. One
# that does not answer in time, or finds no device (3), has said neither: no status, the next call asks again.
probed_step() {
  local tool=$1 name=$2
  shift
  if [ -n "$(status_of "$name")" ] || [ "$(seconds_left)" -lt 1 ]; then step "$@"; return; fi
  "has_$tool" >"$output/logs/$name.txt" 2>&1 </dev/null
  case $? in
    0) step "$@" ;;
    3 | 124 | 137) leave "$name" "no answer from $tool, left to the next call" ;;
    *) note "$name" "unavailable: $tool: $(why_not "$output/logs/$name.txt")"; pack_up ;;
  esac
}
# within LIMIT_S COMMAND...: neither longer than that nor than the call.
within() {
  local limit_s=$1 left_s
  shift
  left_s=$(seconds_left)
  [ "$left_s" -ge 1 ] || return 124  # to timeout, 0 is for ever
  timeout --kill-after=5 $((left_s < limit_s ? left_s : limit_s)) "$@"
}
has_device() { within 20 "$program" measure --device "$device" --suite "$suites/gpu-spread.json" --list; }
# A tool that tells its version may still not be allowed to look: one case of few launches says so, once a
# call. A wrong answer (4) and a finding (9) are answers; ncu goes on, and ends well, without its counters.
probe=("$program" measure --device "$device" --suite "$suites/gpu-sanitizer.json" --filter gather.rows --quiet
  --output "$output/.probe.json")
answers() {
  case $1 in 0 | 4 | 9) ! grep -E 'ERR_NVGPUCTRPERM|==ERROR==|[Dd]evice not supported' "$2" ;; *) return "$1" ;; esac
}
declare -A probed
probed() {
  local tool=$1 said=$output/logs/.$1.txt status
  shift
  if [ -z "${probed[$tool]:-}" ]; then
    "$@" >"$said" 2>&1
    answers $? "$said" >/dev/null
    status=$?
    case $status in 3 | 124 | 137) cat "$said"; return $status ;; esac
    probed[$tool]=$status
  fi
  cat "$said"
  return "${probed[$tool]}"
}
has_ncu() {
  command -v ncu >/dev/null && probed ncu within 60 env FLEETMARK_HOLD=off ncu --clock-control none --launch-count 1 "${probe[@]}"
}
has_sanitizer() {
  command -v compute-sanitizer >/dev/null &&
    probed sanitizer within 60 env FLEETMARK_HOLD=off compute-sanitizer --error-exitcode 9 "${probe[@]}"
}
# 3: made for a GPU, but it sees none just now.
has_pytorch() {
  within 60 python3 -c 'import sys, torch
print(torch.__version__)
sys.exit(0 if torch.cuda.is_available() else 3 if torch.version.cuda else 1)'
}
has_nvidia_smi() { command -v nvidia-smi && within 20 nvidia-smi -L; }

# measure_step NAME LIMIT_S SUITE [OPTION...]: a run record of its own.
measure_step() {
  local name=$1 limit_s=$2 suite=$3
  shift 3
  step "$name" "$limit_s" "$program" measure --device "$device" --suite "$suite" --quiet \
    --output "$output/records/$name.json" "$@"
}

# workload_step NAME LIMIT_S ID PHASE [OPTION...]: a block of a model's layers, in three processes.
workload_step() {
  local name=$1 limit_s=$2 workload=$3 phase=$4
  shift 4
  step "$name" "$limit_s" "$program" measure --device "$device" --workload "$workload" --phase "$phase" \
    --launches 3 --time-limit 5 --quiet --output "$output/records/$name.json" "$@"
}

sanitizer_step() {
  probed_step sanitizer "B7-$1" 60 env FLEETMARK_HOLD=off compute-sanitizer --tool "$1" --error-exitcode 9 \
    "$program" measure --device "$device" --suite "$suites/gpu-sanitizer.json" --quiet \
    --output "$output/records/B7-$1.json"
}

# ncu_step NAME CASE KERNEL: two launches of a kernel of one case, by name; the first launches are those
# of the check. Nothing holds the stream: ncu lets one kernel run at a time.
ncu_step() {
  probed_step ncu "$1" 60 env FLEETMARK_HOLD=off ncu --clock-control none --kernel-name "regex:$3" \
    --launch-skip 2 --launch-count 2 \
    "$program" measure --device "$device" --suite "$suites/gpu-spread.json" --filter "$2" --time-limit 1 --quiet \
    --output "$output/records/$1.json"
}

call_a() {
  step A0-version 10 "$program" --version
  probed_step device A0-device 20 "$program" show "$device"
  probed_step nvidia_smi A0-driver 20 nvidia-smi -q
  measure_step A1-correctness 150 "$suites/gpu-correctness.json"
  measure_step A1-matmul 150 "$suites/gpu-correctness-matmul.json"
  measure_step A1-operators 170 "$suites/gpu-correctness-operators.json"
  step A2-assess 90 "$program" assess --device "$device" --output "$output/records/A2-assess.json" --quiet
  measure_step A3-memory 220 "$suites/gpu-memory.json"
  local rivals=$output/records/A4-pytorch.jsonl
  probed_step pytorch A4-pytorch 100 python3 -B "$here/pytorch_rivals.py" "$rivals"
  if [ -s "$rivals" ]; then
    step A4-import 20 "$program" import pytorch "$rivals" --output "$output/records/A4-pytorch.json" --quiet
  fi
  measure_step A5-sweep 80 "$suites/gpu-sweep.json"
}

# More than one call holds: the same call again takes what is left. The matrix ladder is one record a
# type, so that what is cut short is one type.
call_b() {
  measure_step B4-matmul-bf16 150 "$suites/gpu-matmul-bf16.json"
  measure_step B4-matmul-fp8 170 "$suites/gpu-matmul-fp8.json"
  measure_step B4-tensor 90 "$suites/gpu-tensor.json"
  workload_step B5-decode 120 llama-3.1-8b decode --batch 64 --context 4096
  measure_step B6-spread 180 "$suites/gpu-spread.json" --launches 10
  measure_step B6-zeros 60 "$suites/gpu-spread.json" --data uniform,zeros
  measure_step B6-energy 60 "$suites/gpu-energy.json"
  sanitizer_step memcheck
  ncu_step B8-triad triad map_kernel
  ncu_step B8-wgmma gemm wgmma_kernel
  measure_step B5-operators 150 "$suites/gpu-operators.json"
  measure_step B5-layer 150 "$suites/gpu-layer.json"
  workload_step B5-prefill 240 llama-3.1-8b prefill --context 8192
  measure_step B4-matmul-others 170 "$suites/gpu-matmul-others.json"
  sanitizer_step racecheck
  sanitizer_step synccheck
}

call_full() { measure_step full 880 full; }

# A table of what happened to every step so far, the figures of every run record that is whole, and
# whether PyTorch's matmul confirms the rival that our kernels are held against.
summarise() {
  echo "# GPU session"
  echo
  echo "Device asked for: $device. Figures taken under ncu or the sanitizer are no measurements."
  echo
  echo "| step | status |"
  echo "|---|---|"
  local file
  for file in "$output"/status/*; do
    [ -e "$file" ] && echo "| $(basename "$file") | $(cat "$file") |"
  done
  for file in "$output"/records/*.json; do
    case $file in */B7-* | */B8-* | *.partial.json) continue ;; esac
    [ -e "$file" ] || continue
    printf '\n## %s\n\n' "$(basename "$file" .json)"
    timeout 5 "$program" show "$file" --format markdown 2>&1 </dev/null || echo "This record cannot be shown."
  done
  [ -e "$output/records/A4-pytorch.json" ] || return 0
  timeout 20 python3 -B "$here/beside_pytorch.py" "$output/records" 2>&1 </dev/null ||
    echo "PyTorch's record cannot be compared."
}

"call_${call,,}"
summarise >"$output/.summary.md" && mv "$output/.summary.md" "$output/summary.md"
pack_up
echo "$archive: $(wc -c <"$archive") bytes"
[ $is_complete = yes ] || { echo "not all steps were begun or ended: the same call again goes on"; exit 7; }
