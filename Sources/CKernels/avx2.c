// x86-64 with AVX2 and FMA. Six rows of two vectors leave registers for weights and an input.
#if defined(__x86_64__)
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define ROWS 6
#define VECTORS 2
#define SUFFIX avx2
#define FUSED 1
#include "kernels_body.h"
#pragma clang attribute pop
#endif
