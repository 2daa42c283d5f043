// The kernels, included once for each instruction set with
//   SUFFIX the ending of the instruction set's function names
//   FUSED  1 if the hardware has a fused multiply-add
#include "CFitted.h"
#include <string.h>
#if defined(__x86_64__) && FUSED
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#pragma clang fp contract(off)
// Vectors wider than the registers are passed to inlined functions only, so that their ABI is moot.
#pragma clang diagnostic ignored "-Wpsabi"

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(x) JOIN(x, SUFFIX)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define TILE AEZ_FITTED_TILE
// Vectors of all instruction sets have eight lanes, however many registers that takes: gradients are
// sums of as many partial sums, so that fitting gives the same bits everywhere.
#define LANES AEZ_FITTED_LANES

// Loads and stores need only the alignment of a float.
typedef float vec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t bits __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef uint32_t words __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE vec load(const float *p) { return *(const vec *)p; }
INLINE void store(float *p, vec v) { *(vec *)p = v; }
// Subtracting +0 changes no float; adding it would change −0.
INLINE vec all(float x) { return x - (vec){0}; }
INLINE size_t rounded_up(size_t n, size_t unit) { return (n + unit - 1) / unit * unit; }

#if FUSED
INLINE vec fma_vec(vec a, vec b, vec c) { return __builtin_elementwise_fma(a, b, c); }
#else
typedef double wide __attribute__((vector_size(8 * LANES)));
typedef int64_t wide_bits __attribute__((vector_size(8 * LANES)));

// Correctly rounded a·b + c without a fused instruction. The product of two floats is exact in
// double; the sum is rounded to odd (Boldo and Melquiond 2008), whose last bit records an inexact
// sum, so that rounding to float then gives the fused result.
INLINE vec fma_vec(vec a, vec b, vec c) {
  wide p = __builtin_convertvector(a, wide) * __builtin_convertvector(b, wide);
  wide d = __builtin_convertvector(c, wide);
  wide s = p + d;
  wide t = s - p;
  wide error = (p - (s - t)) + (d - t);
  wide_bits odd = (wide_bits)s;
  wide_bits cut = (error != 0.0) & (error == error) & ((odd & 1) == 0);
  wide_bits away = (wide_bits)((error > 0.0) == (s > 0.0));
  odd += cut & ((away & 1) - (~away & 1));
  return __builtin_convertvector((wide)odd, vec);
}
#endif

INLINE vec chosen(bits mask, vec a, vec b) { return (vec)((mask & (bits)a) | (~mask & (bits)b)); }
INLINE vec larger(vec a, vec b) { return chosen(a > b, a, b); }
INLINE vec smaller(vec a, vec b) { return chosen(a < b, a, b); }
INLINE vec absolute(vec a) { return (vec)((bits)a & 0x7fffffff); }

// The lanes of `count` positions that begin at `first`.
INLINE bits lanes_below(size_t first, size_t count) {
  bits index;
  for (int i = 0; i < LANES; i++) index[i] = i;
  return index < (int32_t)count - (int32_t)first;
}

// The sum of all lanes in their order.
INLINE float lane_sum(vec v) {
  float sum = 0;
  for (int i = 0; i < LANES; i++) sum += v[i];
  return sum;
}

#include "functions_body.h"
#include "matrix_body.h"
#include "context_body.h"
#include "features_body.h"
#include "upsampling_body.h"
#include "synthesis_body.h"
#include "latents_body.h"
#include "integers_body.h"

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

const aez_fitted_kernels NAME(aez_fitted_kernels) = {
  .name = TEXT(SUFFIX),
  .context = NAME(context),
  .features = NAME(features),
  .features_back = NAME(features_back),
  .filter = NAME(filter),
  .filter_back = NAME(filter_back),
  .upsample = NAME(upsample),
  .upsample_back = NAME(upsample_back),
  .synthesis = NAME(synthesis),
  .round_softly = NAME(round_softly),
  .gains = NAME(gains),
  .adam = NAME(adam),
  .integers = NAME(integers),
  .integer_layer = NAME(integer_layer),
};
