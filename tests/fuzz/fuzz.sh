#!/usr/bin/env bash
# Fuzzes one reader: tests/fuzz/fuzz.sh READER [SECONDS]. Needs clang with libFuzzer.
set -eu
root=$(dirname "$(readlink -f "$0")")/../..
reader=$1
build=$root/build/fuzz
mkdir -p "$build/$reader"
if [ ! -x "$build/fuzz_reader" ]; then
  template=$(<"$root/common/io/known_files_json.cpp.in")
  printf '%s\n' "${template/@MRCNN_KNOWN_FILES@/"$(<"$root/common/io/known_files.json")"}" \
    >"$build/known_files_json.cpp"
  clang++ -std=c++20 -O1 -g -ffp-contract=off \
    -fsanitize=fuzzer,address,undefined,float-cast-overflow,float-divide-by-zero -fno-sanitize-recover=all \
    -I"$root" -I"$root/common/include" -DMRCNN_SOURCE_DATA='""' -DMRCNN_INSTALLED_DATA='""' \
    "$root"/tests/fuzz/{fuzz_reader,readers}.cpp "$root"/common/{coco,io}/*.cpp "$root"/common/trace/{array,manifest,npy,npy_header}.cpp \
    "$root"/common/weights/safetensors.cpp "$build/known_files_json.cpp" \
    "$root"/stages/pipeline/model/{coco_classes,config,config_keys,conventions}.cpp \
    "$root"/viz/{exif,image_header,image_io,jpeg_decoder,jpeg_header,png_decoder,png_encoder,png_header,png_work,ppm}.cpp \
    "$root"/common/tensor/{buffer_pool,free_ranges,memory_pages}.cpp -lpng -ljpeg -lcrypto -lz -o "$build/fuzz_reader"
fi
MRCNN_READER=$reader "$build/fuzz_reader" -max_total_time="${2:-1200}" -rss_limit_mb=2560 -timeout=10 -print_final_stats=1 \
  "$build/$reader" "$root/tests/fuzz/corpus/$reader"
