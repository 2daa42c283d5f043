// x86-64 with AVX2 and FMA; machines with AVX-512 use these kernels, too.
#if defined(__x86_64__)
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX avx2
#define FUSED 1
#include "fitted_body.h"
#pragma clang attribute pop
#endif
