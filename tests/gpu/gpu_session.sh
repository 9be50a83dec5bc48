#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What to run in the first minutes on a GPU, ordered by value: call A, then B, then full. Builds
# nothing, changes no clock, limit or mode. Each step has a time limit, writes files of its own and
# cannot stop the others. A call ends after 9 minutes (full: 15); the same call again goes on with
# the steps that have no status yet. To repeat a step, remove its file in OUTPUT/status.
# Usage: gpu_session.sh A|B|full BUILD_FOLDER OUTPUT_FOLDER [DEVICE]
# Ends with 0 when every step of the call has a status, whatever it is; 7 when some have none.
set -uo pipefail
[ $# -ge 3 ] || { echo "usage: gpu_session.sh A|B|full BUILD_FOLDER OUTPUT_FOLDER [DEVICE]" >&2; exit 2; }
call=$1 program=$(realpath -m "$2")/bin/fleetmark output=$3 device=${4:-cuda:0}
here=$(dirname "$(realpath "$0")")
suites=$here/suites
[ -x "$program" ] || { echo "gpu_session.sh: $program: no such program; name a build folder" >&2; exit 2; }
mkdir -p "$output/status" "$output/logs" "$output/records" || exit 2
call_limit_s=540
[ "$call" = full ] && call_limit_s=900
call_limit_s=${GPU_SESSION_LIMIT_S:-$call_limit_s}
[[ $call_limit_s =~ ^[0-9]+$ ]] || { echo "gpu_session.sh: GPU_SESSION_LIMIT_S must be seconds" >&2; exit 2; }
is_complete=yes

status_of() { cat "$output/status/$1" 2>/dev/null; }
note() { echo "$2" >"$output/status/.$1" && mv "$output/status/.$1" "$output/status/$1"; echo "$1: $2"; }

# step NAME LIMIT_S COMMAND...: runs it unless its status is known. A step that the end of the call
# cuts short gets no status, so that the next call takes it up again.
step() {
  local name=$1 limit_s=$2
  shift 2
  if [ -n "$(status_of "$name")" ]; then echo "$name: done before: $(status_of "$name")"; return; fi
  local left_s=$((call_limit_s - SECONDS)) is_cut=no begin=$SECONDS status
  if [ "$left_s" -lt 1 ]; then is_complete=no; echo "$name: no time left, left to the next call"; return; fi
  if [ "$left_s" -lt "$limit_s" ]; then limit_s=$left_s is_cut=yes; fi
  { printf '$'; printf ' %q' "$@"; echo; } >"$output/logs/$name.txt"
  timeout --kill-after=10 "$limit_s" "$@" >>"$output/logs/$name.txt" 2>&1 </dev/null
  status=$?
  local took="after $((SECONDS - begin)) s"
  case $status in
    0) note "$name" "ok $took" ;;
    124 | 137)
      if [ $is_cut = yes ]; then is_complete=no; echo "$name: cut off by the end of the call"
      else note "$name" "timeout $took"; fi ;;
    *) note "$name" "failed with status $status $took" ;;
  esac
}

# probed_step TOOL NAME LIMIT_S COMMAND...: "unavailable" where the tool is not there or refuses.
probed_step() {
  local tool=$1 name=$2
  shift
  if [ -z "$(status_of "$name")" ] && ! "has_$tool" >"$output/logs/$name.txt" 2>&1; then
    note "$name" "unavailable: $tool"
    return
  fi
  step "$@"
}
has_ncu() { command -v ncu && timeout 20 ncu --version; }
has_sanitizer() { command -v compute-sanitizer && timeout 20 compute-sanitizer --version; }
has_pytorch() { timeout 60 python3 -c 'import sys, torch; print(torch.__version__); sys.exit(not torch.cuda.is_available())'; }
has_nvidia_smi() { command -v nvidia-smi && timeout 20 nvidia-smi -L; }

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

# ncu_step NAME CASE KERNEL: two launches of a kernel of one case, by name: what holds the stream until
# all is queued would be replayed until it gives up. The first launches are those of the check.
ncu_step() {
  probed_step ncu "$1" 30 ncu --clock-control none --kernel-name "regex:$3" --launch-skip 2 --launch-count 2 \
    "$program" measure --device "$device" --suite "$suites/gpu-spread.json" --filter "$2" --time-limit 1 --quiet \
    --output "$output/records/$1.json"
}

call_a() {
  step A0-version 10 "$program" --version
  step A0-device 20 "$program" show "$device"
  probed_step nvidia_smi A0-driver 20 nvidia-smi -q
  measure_step A1-correctness 200 "$suites/gpu-correctness.json"
  measure_step A1-operators 170 "$suites/gpu-correctness-operators.json"
  step A2-assess 90 "$program" assess --device "$device" --output "$output/records/A2-assess.json" --quiet
  measure_step A3-memory 150 "$suites/gpu-memory.json"
  local rivals=$output/records/A4-pytorch.jsonl
  probed_step pytorch A4-pytorch 100 python3 -B "$here/pytorch_rivals.py" "$rivals"
  if [ -s "$rivals" ]; then
    step A4-import 20 "$program" import pytorch "$rivals" --output "$output/records/A4-pytorch.json" --quiet
  fi
  measure_step A5-sweep 60 "$suites/gpu-sweep.json"
}

call_b() {
  measure_step B4-matmul 130 "$suites/gpu-matmul.json"
  measure_step B5-layer 90 "$suites/gpu-layer.json"
  measure_step B5-operators 90 "$suites/gpu-operators.json"
  workload_step B5-decode 90 llama-3.1-8b decode --batch 64 --context 4096
  workload_step B5-prefill 90 llama-3.1-8b prefill --context 8192
  measure_step B6-spread 110 "$suites/gpu-spread.json" --launches 10
  measure_step B6-zeros 20 "$suites/gpu-spread.json" --data zeros
  measure_step B6-energy 40 "$suites/gpu-spread.json" --time-limit 10
  local tool
  for tool in memcheck racecheck synccheck; do
    probed_step sanitizer "B7-$tool" 40 compute-sanitizer --tool "$tool" --error-exitcode 9 \
      "$program" measure --device "$device" --suite "$suites/gpu-sanitizer.json" --quiet \
      --output "$output/records/B7-$tool.json"
  done
  ncu_step B8-triad triad map_kernel
  ncu_step B8-wgmma gemm wgmma_kernel
}

call_full() { measure_step full 880 full; }

# A table of what happened to every step so far, then the figures of every run record.
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
    case $file in */B7-* | */B8-*) continue ;; esac
    [ -e "$file" ] || continue
    printf '\n## %s\n\n' "$(basename "$file" .json)"
    timeout 20 "$program" show "$file" --format markdown 2>&1 </dev/null || echo "This record cannot be shown."
  done
}

case $call in
  A) call_a ;;
  B) call_b ;;
  full) call_full ;;
  *) echo "gpu_session.sh: found call '$call'; allowed: A, B, full" >&2; exit 2 ;;
esac
summarise >"$output/.summary.md" && mv "$output/.summary.md" "$output/summary.md"
# One small file to carry away.
tar -C "$output" -czf "$output/session.tar.gz" status logs records summary.md
[ $is_complete = yes ] || { echo "not all steps were begun or ended: the same call again goes on"; exit 7; }
