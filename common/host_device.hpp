#pragma once

/// Marks a function that host and device code share. The only place that knows nvcc.
#if defined(__CUDACC__)
#define MRCNN_HD __host__ __device__
#else
#define MRCNN_HD
#endif

/// Marks a function whose contract gives IEEE infinities: the sanitizers let its divisions pass.
#if defined(__GNUC__)
#define MRCNN_DIVIDES_BY_ZERO __attribute__((no_sanitize("float-divide-by-zero")))
#else
#define MRCNN_DIVIDES_BY_ZERO
#endif
