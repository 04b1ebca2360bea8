#!/usr/bin/env bash
# Builds the program, and puts the Python module into ~/mrcnn with what the notebook needs.
# shellcheck source=cmake/setup.sh
source "$(dirname "$(readlink -f "$0")")/../cmake/setup.sh"

"$root/demo.sh"
make_python_environment ~/mrcnn
step "installing what the notebook needs" ~/mrcnn/bin/pip install matplotlib ipykernel
