#!/usr/bin/env bash
# Objects and masks on photographs, with torchvision's published COCO weights: ./photo.sh IMAGE...
# shellcheck source=cmake/setup.sh
source "$(dirname "$(readlink -f "$0")")/cmake/setup.sh"

if (($# == 0)); then
  echo "usage: ./photo.sh IMAGE... [options of \`mrcnn run\`]" >&2
  exit 2
fi
install_packages "${packages_to_build[@]}" "${packages_to_fetch[@]}"
build_preset release

mrcnn=$root/build/release/mrcnn
model=${XDG_CACHE_HOME:-$HOME/.cache}/mrcnn/coco-r50.safetensors
if [[ ! -e $model ]]; then
  "$mrcnn" fetch coco-r50 -o "$model"
fi
exec "$mrcnn" run --model "$model" --out mrcnn-out --dump mrcnn-out/trace --no-pictures --pages "$@"
