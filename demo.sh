#!/usr/bin/env bash
# Detections, masks and pictures from a fresh clone: ./demo.sh [options of `mrcnn demo`]
# shellcheck source=cmake/setup.sh
source "$(dirname "$(readlink -f "$0")")/cmake/setup.sh"

install_packages "${packages_to_build[@]}"
build_preset release
exec "$root/build/release/mrcnn" demo "$@"
