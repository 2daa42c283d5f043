// x86-64 with AVX-512.
#if defined(__x86_64__)
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define LANES 16
#define ROWS 8
#define VECTORS 2
#define SUFFIX avx512
#define FUSED 1
#include "kernels_body.h"
#pragma clang attribute pop
#endif
