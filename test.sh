#!/usr/bin/env bash
# Builds everything and runs every test: ./test.sh [options of ctest]
# shellcheck source=cmake/setup.sh
source "$(dirname "$(readlink -f "$0")")/cmake/setup.sh"

install_packages "${packages_to_build[@]}" "${packages_to_test[@]}"
build_preset dev
test_preset dev "$@"
