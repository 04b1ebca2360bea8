#pragma once
#include <benchmark/benchmark.h>

namespace mrcnn {

/// Work of one call, reported per second of real time (the benchmarks say UseRealTime, since most
/// of the work is done by other threads than the one that is timed): floating-point operations and
/// bytes that must be moved.
inline void count_work(benchmark::State& state, double flop, double bytes) {
  state.counters["FLOP"] = benchmark::Counter(flop, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["bytes"] = benchmark::Counter(bytes, benchmark::Counter::kIsIterationInvariantRate,
                                               benchmark::Counter::kIs1024);
}

}  // namespace mrcnn
