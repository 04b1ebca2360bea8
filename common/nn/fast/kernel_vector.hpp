#pragma once
#include "common/tensor/index.hpp"

// Vectors of the instruction set that this file is compiled for, as GCC and Clang offer them for
// every processor: + and * work lane by lane. For the kernels only.

namespace mrcnn {
namespace {

#if defined(__AVX512F__)
constexpr Index kLanes = 16;
constexpr Index kRegisters = 32;
#elif defined(__AVX__)
constexpr Index kLanes = 8;
constexpr Index kRegisters = 16;
#else
constexpr Index kLanes = 4;
constexpr Index kRegisters = 16;
#endif

using Vector = float __attribute__((vector_size(kLanes * sizeof(float))));
/// The same in memory, at any address. clang heeds `aligned` in a typedef, not in `using`.
typedef float StoredVector  // NOLINT(modernize-use-using)
    __attribute__((vector_size(kLanes * sizeof(float)), aligned(alignof(float)), may_alias));

/// Cut negatives to zero. NaN stays NaN.
[[gnu::always_inline]] inline void cut_negatives(Vector& v) {
  const Vector zero{};
  v = v < zero ? zero : v;
}

[[gnu::always_inline]] inline void load(Vector& v, const float* from) {
  v = *reinterpret_cast<const StoredVector*>(from);
}

[[gnu::always_inline]] inline void store(const Vector& v, float* to) {
  *reinterpret_cast<StoredVector*>(to) = v;
}

/// `Count` vectors of which only the first `numbers` numbers exist in memory; the others are zero.
template <Index Count>
[[gnu::always_inline]] inline void load_some(Vector* v, const float* from, Index numbers) {
  float all[Count * kLanes] = {};
  for (Index i = 0; i < numbers; ++i) {
    all[i] = from[i];
  }
  for (Index i = 0; i < Count; ++i) {
    load(v[i], all + i * kLanes);
  }
}

template <Index Count>
[[gnu::always_inline]] inline void store_some(const Vector* v, float* to, Index numbers) {
  float all[Count * kLanes];
  for (Index i = 0; i < Count; ++i) {
    store(v[i], all + i * kLanes);
  }
  for (Index i = 0; i < numbers; ++i) {
    to[i] = all[i];
  }
}

}  // namespace
}  // namespace mrcnn
