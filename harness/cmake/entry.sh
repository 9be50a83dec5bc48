# SPDX-License-Identifier: Apache-2.0
# Shared by ./run and ./check: install what is missing, configure once, build one target set.
# Everything it says goes to standard error, so a program's output stays alone on standard output.

fleetmark_build_packages="g++ cmake ninja-build pkg-config git python3
 libcli11-dev nlohmann-json3-dev libvalijson-dev libfmt-dev libboost-dev
 coinor-libcbc-dev libopenblas-openmp-dev libdnnl-dev libhwloc-dev libbenchmark-dev libgtest-dev"

# A solver of another make, which the tests ask for a second opinion.
fleetmark_test_packages="glpk-utils"

# install_packages PACKAGE...: as root or through sudo; otherwise prints the apt line and exits 2.
install_packages() {
  command -v dpkg-query >/dev/null || return 0  # not Debian: CMake will name what it cannot find
  local missing="" package installed
  # dpkg-query fails as soon as one package is unknown to it, which is the very case to handle.
  installed=$({ dpkg-query -W -f '${Package} ${Status}\n' "$@" 2>/dev/null || true; } |
    sed -n 's/ install ok installed$//p')
  for package in "$@"; do
    grep -qxF "$package" <<<"$installed" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root="sudo"
    else
      echo "fleetmark: packages are missing and this user may not install them; run:" >&2
      echo "  apt-get update && apt-get install --yes --no-install-recommends$missing" >&2
      exit 2
    fi
  fi
  echo "fleetmark: installing$missing" >&2
  local log
  log=$(mktemp)
  # shellcheck disable=SC2086  # $missing is a list of words
  if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install \
      --yes --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    echo "fleetmark: apt-get failed (log above); install by hand:$missing" >&2
    exit 2
  fi
  rm -f "$log"
}

# Files are compiled in batches: their headers are read once a batch, which takes a fraction of the time.
# The presets compile each alone, for who changes them.
fleetmark_cmake_args="-G Ninja -DCMAKE_UNITY_BUILD=ON ${FLEETMARK_CMAKE_ARGS:-}"

# build_targets TARGET...: configures when there is no build yet, then brings the targets up to date.
build_targets() {
  # shellcheck disable=SC2086
  install_packages $fleetmark_build_packages
  local build="$fleetmark_root/build"
  if [ ! -f "$build/build.ninja" ]; then
    echo "fleetmark: configuring" >&2
    cmake -S "$fleetmark_root" -B "$build" $fleetmark_cmake_args >"$build.log" 2>&1 || {
      tail -n 20 "$build.log" >&2
      echo "fleetmark: configuring failed; the whole log is $build.log" >&2
      rm -f "$build/build.ninja"
      exit 2
    }
    mv "$build.log" "$build/configure.log"
    echo "fleetmark: building (a few minutes the first time)" >&2
  fi
  # stdin is closed to the build, so that a pipe into fleetmark reaches fleetmark.
  cmake --build "$build" --target "$@" -- --quiet </dev/null >&2 || {
    echo "fleetmark: the build failed (messages above)" >&2
    exit 2
  }
}
