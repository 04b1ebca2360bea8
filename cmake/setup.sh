# shellcheck shell=bash disable=SC2034
# Sourced by demo.sh, test.sh and .ci/run: installs packages, builds presets, one line per step.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# docs/dependencies.md says what each one is for.
packages_to_build=(
  g++ cmake ninja-build
  libxtensor-dev libxtensor-blas-dev libopenblas-dev libthrust-dev
  libopencv-core-dev libopencv-imgproc-dev libpng-dev libjpeg-dev libfreetype-dev fonts-dejavu-core
  libcli11-dev nlohmann-json3-dev libssl-dev zlib1g-dev libhdf5-dev
)
packages_to_fetch=(curl ca-certificates)
packages_to_test=(libgtest-dev libbenchmark-dev python3)
packages_to_mpi=(libopenmpi-dev openmpi-bin)
packages_to_python=(python3-dev python3-venv)
packages_to_browse=(chromium chromium-driver python3-selenium)
packages_to_check=(clang-format clang-tidy git libomp-dev)

# step WORDS COMMAND...: runs the command out of sight and prints the seconds it took;
# when it fails, prints the end of its output and exits with its status.
step() {
  local words=$1 start=$SECONDS status=0
  shift
  log=$root/build/log/${words//[^a-z0-9]/-}.txt
  mkdir -p "${log%/*}"
  printf '%-50s' "$words" >&2
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status == 0)); then
    printf '%5d s\n' $((SECONDS - start)) >&2
  else
    printf 'failed after %d s, status %d\n\n' $((SECONDS - start)) "$status" >&2
    tail -n 100 "$log" >&2
    printf '\nthe whole output is in %s\n' "$log" >&2
    exit "$status"
  fi
}

# Says nothing when all packages are there.
install_packages() {
  local package system missing=() as_root=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
      missing+=("$package")
  done
  if ((${#missing[@]} == 0)) || [[ -n ${MRCNN_SKIP_PACKAGES:-} ]]; then return; fi

  system=$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${VERSION_ID:-}") || system=unknown
  if ((EUID != 0)); then as_root=(sudo); fi
  case $system in
    'debian 12' | 'debian 13' | 'ubuntu 24.04') ;;
    *) cannot_install "this is '$system', not Debian 12 or 13 or Ubuntu 24.04" "${missing[@]}" ;;
  esac
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    cannot_install "neither root nor sudo" "${missing[@]}"
  fi

  echo "missing packages: ${missing[*]}" >&2
  step "installing them with apt-get" apt_install "${missing[@]}"
}

cannot_install() {
  local reason=$1
  shift
  printf 'These packages, named as in Debian 12, are missing and cannot be installed here (%s):\n' \
    "$reason" >&2
  printf '  %s\n' "$@" >&2
  printf 'Install their like, then run again with MRCNN_SKIP_PACKAGES=1.\n' >&2
  exit 2
}

# A new container has no package lists, an old one has stale ones; both show as a failed install.
apt_install() {
  local apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
  local install=("${apt_get[@]}" install --yes --no-install-recommends "$@")
  "${install[@]}" || { "${apt_get[@]}" update && "${install[@]}"; }
}

# configure_preset NAME [options of cmake]
configure_preset() {
  local launcher=()
  if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  step "configuring preset $1" cmake -S "$root" --preset "$1" "${launcher[@]}" "${@:2}"
}

# build_targets PRESET TARGET...
build_targets() {
  local preset=$1
  shift
  step "building parts of preset $preset" \
    cmake --build "$root/build/$preset" --parallel "$(nproc)" --target "$@"
}

build_preset() {
  configure_preset "$1"
  step "building preset $1 (minutes the first time)" \
    cmake --build "$root/build/$1" --parallel "$(nproc)"
}

# make_python_environment FOLDER: a virtual environment with the module of docs/python.md.
make_python_environment() {
  local launcher=()
  if command -v ccache >/dev/null; then launcher=(CMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  install_packages "${packages_to_build[@]}" "${packages_to_python[@]}"
  step "making a Python environment" /usr/bin/python3 -m venv --system-site-packages "$1"
  step "building the Python module (minutes the first time)" \
    env "${launcher[@]}" "$1/bin/pip" install "$root"
}

# test_preset NAME [ctest options]: runs its tests and shows ctest's closing lines.
test_preset() {
  local preset=$1
  shift
  step "testing preset $preset" ctest_preset "$preset" "$@"
  sed -n '/tests passed/,$p' "$log" >&2
}

ctest_preset() {
  (cd "$root" && ctest --preset "$1" --parallel "$(nproc)" "${@:2}")
}
