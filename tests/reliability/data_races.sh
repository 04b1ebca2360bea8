#!/usr/bin/env bash
# Data races: what runs on several threads, built with clang and ThreadSanitizer. libomp reports its
# barriers to the sanitizer through libarcher; those of libgomp would look like races.
# shellcheck source=cmake/setup.sh
source "$(dirname "$(readlink -f "$0")")/../../cmake/setup.sh"

install_packages "${packages_to_build[@]}" "${packages_to_test[@]}" \
  clang-16 libclang-rt-16-dev libomp-16-dev
configure_preset dev -B "$root/build/tsan" -DCMAKE_CXX_COMPILER=clang++-16 \
  -DMRCNN_BUILD_BENCHMARKS=OFF -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" -DCMAKE_CXX_FLAGS=-fsanitize=thread
programs=(test_batch test_geometry test_nn)
build_targets tsan "${programs[@]}"
archer=$(clang++-16 -print-resource-dir)/../../libarcher.so
for program in "${programs[@]}"; do
  step "$program under ThreadSanitizer" env OMP_NUM_THREADS=4 OMP_TOOL_LIBRARIES="$archer" \
    TSAN_OPTIONS="ignore_noninstrumented_modules=1 halt_on_error=1" \
    "$root"/build/tsan/tests/*/"$program"
done
