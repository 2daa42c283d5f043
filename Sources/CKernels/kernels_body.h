// The kernels, included once for each instruction set with
//   LANES   floats in a vector
//   ROWS    positions in a register tile
//   VECTORS vectors in a row of the tile; ROWS · VECTORS sums are held in registers
//   SUFFIX  the ending of the instruction set's function names
//   FUSED   1 if the hardware has a fused multiply-add
#include "CKernels.h"
#include <string.h>

#pragma clang fp contract(off)

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(x) JOIN(x, SUFFIX)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define ROLLED _Pragma("clang loop unroll(disable)")

// Loads and stores need only the alignment of a float.
typedef float vec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

// LINE: inputs of a position that share a cache line.
// STEP: inputs that are multiplied between two checks of the number left.
// ROW_BLOCK: positions whose sums are in memory while the next INPUT_BLOCK is multiplied.
enum { LINE = 16, STEP = 4, ROW_BLOCK = 96, INPUT_BLOCK = 256, WIDTH = LANES * VECTORS };

INLINE vec load(const float *p) { return *(const vec *)p; }
INLINE void store(float *p, vec v) { *(vec *)p = v; }
// Subtracting +0 changes no float; adding it would change −0.
INLINE vec all(float x) { return x - (vec){0}; }

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

typedef int32_t bits __attribute__((vector_size(4 * LANES)));

INLINE vec leaky(vec x) {
  vec y = x * 0.1f;
  bits larger = x > y;
  return (vec)((larger & (bits)x) | (~larger & (bits)y));
}

// The source and the destination of a tile of sums: it begins with the bias (stride 0) or with the
// sums of earlier inputs, and ends in memory or, after the last input, in the output.
typedef struct {
  const float *in, *weights, *begin, *residual;
  float *end;
  // inputs: the number of inputs of a segment
  size_t in_stride, inputs, segments, segment_stride, begin_stride, end_stride;
  bool activate;
} NAME(span);

// The rows of a tile in groups of three: a pointer to the first, from which one and two strides
// lead to the others, within one addressing mode. Otherwise computing addresses would take as many
// instructions as multiplying, and two threads of a core share the decoders.
enum { ROW_TRIPLES = (ROWS + 2) / 3 };

// Multiplies `inputs` inputs of each row and advances past them.
INLINE void multiply(
    vec acc[ROWS][VECTORS], const float *in[ROW_TRIPLES], size_t stride, const float **weights,
    const size_t inputs, const size_t count, const size_t vectors) {
  UNROLL for (size_t k = 0; k < inputs; k++) {
    vec w[VECTORS];
    UNROLL for (size_t v = 0; v < vectors; v++)
      w[v] = load(*weights + k * AEZ_PANEL + v * LANES);
    UNROLL for (size_t r = 0; r < count; r++) {
      vec x = all(in[r / 3][r % 3 * stride + k]);
      UNROLL for (size_t v = 0; v < vectors; v++) acc[r][v] = fma_vec(x, w[v], acc[r][v]);
    }
  }
  *weights += inputs * AEZ_PANEL;
  UNROLL for (size_t t = 0; t < (count + 2) / 3; t++) {
    in[t] += inputs;
    // Otherwise compilers keep one pointer and compute all rows from it again.
    __asm__("" : "+r"(in[t]));
  }
}

// The sums stay in registers only if every loop over them is unrolled.
INLINE void tile(const NAME(span) *s, size_t row, const size_t count, const size_t vectors) {
  const float *weights = s->weights, *in[ROW_TRIPLES];
  const size_t stride = s->in_stride;
  vec acc[ROWS][VECTORS];
  UNROLL for (size_t r = 0; r < count; r++)
    UNROLL for (size_t v = 0; v < vectors; v++)
      acc[r][v] = load(s->begin + (row + r) * s->begin_stride + v * LANES);
  for (size_t segment = 0; segment < s->segments; segment++) {
    UNROLL for (size_t t = 0; t < (count + 2) / 3; t++)
      in[t] = s->in + (row + 3 * t) * stride + segment * s->segment_stride;
    for (size_t line = 0; line < s->inputs; line += LINE) {
      // Prefetch the next tile's inputs while this tile's are multiplied.
      UNROLL for (size_t r = 0; r < count; r++)
        __builtin_prefetch(in[r / 3] + (count + r % 3) * stride);
      size_t left = s->inputs - line < LINE ? s->inputs - line : LINE;
      ROLLED for (; left >= STEP; left -= STEP)
        multiply(acc, in, stride, &weights, STEP, count, vectors);
      ROLLED for (; left > 0; left--) multiply(acc, in, stride, &weights, 1, count, vectors);
    }
  }
  UNROLL for (size_t r = 0; r < count; r++)
    UNROLL for (size_t v = 0; v < vectors; v++) {
      size_t at = (row + r) * s->end_stride + v * LANES;
      vec x = acc[r][v];
      if (s->residual) x = load(s->residual + at) + x;
      store(s->end + at, s->activate ? leaky(x) : x);
    }
}

// Tiles for all rows. The rows after the last whole tile are halved, as the sums of a single row
// would depend on one another.
INLINE void tiles(const NAME(span) *s, size_t rows, const size_t vectors) {
  size_t r = 0;
  for (; r + ROWS <= rows; r += ROWS) tile(s, r, ROWS, vectors);
  for (; ROWS > 4 && r + 4 <= rows; r += 4) tile(s, r, ROWS > 4 ? 4 : 1, vectors);
  for (; ROWS > 2 && r + 2 <= rows; r += 2) tile(s, r, ROWS > 2 ? 2 : 1, vectors);
  for (; r < rows; r++) tile(s, r, 1, vectors);
}

// All tiles of `rows` positions and the first `wanted` outputs of one panel.
static void NAME(panel)(const NAME(span) *whole, size_t rows, size_t wanted) {
  for (size_t part = 0; part < AEZ_PANEL && part < wanted; part += WIDTH) {
    NAME(span) s = *whole;
    s.weights += part;
    s.begin += part;
    s.end += part;
    if (s.residual) s.residual += part;
    if (VECTORS > 1 && wanted - part <= LANES) tiles(&s, rows, 1);
    else tiles(&s, rows, VECTORS);
  }
}

INLINE float leaky_number(float x) {
  float y = x * 0.1f;
  return x > y ? x : y;
}

// The outputs of a last panel that is not full. The check for a residual is outside of the loops
// over outputs: inside, it would become masked vector loads from address zero, which take a hundred
// times as long as others.
static void NAME(part_of_panel)(
    const aez_product *p, const float *sums, size_t first_row, size_t rows, size_t column) {
  size_t count = p->outputs - column;
  for (size_t r = 0; r < rows; r++, sums += AEZ_PANEL) {
    size_t at = (first_row + r) * p->out_stride + column;
    float *out = p->out + at;
    if (p->residual) {
      const float *residual = p->residual + at;
      for (size_t o = 0; o < count; o++) out[o] = residual[o] + sums[o];
    } else {
      for (size_t o = 0; o < count; o++) out[o] = sums[o];
    }
    if (p->activate)
      for (size_t o = 0; o < count; o++) out[o] = leaky_number(out[o]);
  }
}

// One panel of outputs at up to ROW_BLOCK positions, in blocks of inputs whose weights stay in the
// L1 cache.
static void NAME(block)(const aez_product *p, size_t row, size_t rows, size_t column) {
  float sums[ROW_BLOCK * AEZ_PANEL] __attribute__((aligned(64)));
  // Rows in segments, those of convolutions, are short and multiplied in one block.
  size_t blocks = p->segments > 1 ? 1 : (p->inputs + INPUT_BLOCK - 1) / INPUT_BLOCK;
  size_t block = (p->inputs + blocks - 1) / blocks;
  bool whole = p->outputs - column >= AEZ_PANEL;
  size_t at = row * p->out_stride + column;
  for (size_t k = 0; k < p->inputs; k += block) {
    bool last = k + block >= p->inputs && whole;
    NAME(span) s = {
        .in = p->in + row * p->in_stride + k,
        .weights = p->weights + column * p->inputs + k * AEZ_PANEL,
        .begin = k == 0 ? p->bias + column : sums,
        .residual = last && p->residual ? p->residual + at : NULL,
        .end = last ? p->out + at : sums,
        .in_stride = p->in_stride,
        .inputs = (p->inputs - k < block ? p->inputs - k : block) / p->segments,
        .segments = p->segments,
        .segment_stride = p->segment_stride,
        .begin_stride = k == 0 ? 0 : AEZ_PANEL,
        .end_stride = last ? p->out_stride : AEZ_PANEL,
        .activate = last && p->activate,
    };
    NAME(panel)(&s, rows, p->outputs - column);
  }
  if (!whole) NAME(part_of_panel)(p, sums, row, rows, column);
}

static void NAME(product)(const aez_product *p) {
  for (size_t row = 0; row < p->rows; row += ROW_BLOCK) {
    size_t rows = p->rows - row < ROW_BLOCK ? p->rows - row : ROW_BLOCK;
    for (size_t column = 0; column < p->outputs; column += AEZ_PANEL)
      NAME(block)(p, row, rows, column);
  }
}

static void NAME(activate)(float *out, const float *in, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float x = in[i], y = x * 0.1f;
    out[i] = x > y ? x : y;
  }
}

// Adding and subtracting 1.5·2²³ rounds numbers below 2²² in magnitude to nearest even.
INLINE float round_even(float x) { return (x + 12582912.0f) - 12582912.0f; }

INLINE float clamp(float x, float low, float high) {
  x = x < high ? x : high;
  return x > low ? x : low;
}

static void NAME(to_bytes)(uint8_t *out, const float *in, size_t count) {
  for (size_t i = 0; i < count; i++)
    out[i] = (uint8_t)round_even(clamp(in[i], 0.0f, 1.0f) * 255.0f);
}

static void NAME(quantise)(
    int16_t *codes, float *scaled, const float *in, const float *gain, size_t positions,
    size_t channels) {
  for (size_t p = 0; p < positions; p++)
    for (size_t c = 0; c < channels; c++) {
      float y = in[p * channels + c] * gain[c];
      scaled[p * channels + c] = y;
      codes[p * channels + c] = (int16_t)round_even(clamp(y, -32767.0f, 32767.0f));
    }
}

static void NAME(remainders)(
    int16_t *left, const float *scaled, const int16_t *codes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float units = (scaled[i] - (float)codes[i]) * (float)AEZ_REMAINDER_UNITS;
    int16_t n = (int16_t)round_even(clamp(units, -AEZ_REMAINDER_UNITS, AEZ_REMAINDER_UNITS));
    int16_t size = n < 0 ? -n : n;
    left[i] = size >= AEZ_REMAINDER_LEAST && size <= AEZ_REMAINDER_UNITS / 2 ? n : 0;
  }
}

static void NAME(parameters)(
    int32_t *means, uint8_t *scales, const float *head, size_t positions, size_t group) {
  for (size_t p = 0; p < positions; p++) {
    const float *mu = head + p * 2 * group, *s = mu + group;
    for (size_t c = 0; c < group; c++) {
      means[p * group + c] = (int32_t)round_even(clamp(mu[c] * 16.0f, -2097152.0f, 2097152.0f));
      float level = (clamp(s[c], -3.2f, 5.5f) + 3.2f) * (float)(63 / 8.7);
      scales[p * group + c] = (uint8_t)round_even(level);
    }
  }
}

static void NAME(reconstruct)(const aez_reconstruct *p) {
  for (size_t i = 0; i < p->positions; i++)
    for (size_t c = 0; c < p->group; c++) {
      size_t from = i * p->group + c, to = i * p->stride + c;
      int32_t q = p->symbols[from];
      int32_t u = p->means[from] - 16 * q;
      u = u < -8 ? -8 : u > 8 ? 8 : u;
      p->codes[to] = (int16_t)q;
      p->values[to] = ((float)q + p->offsets[p->scales[from] * 17 + 8 + u]) * p->gain[c];
    }
}

static float NAME(peak)(size_t rounds) {
  enum { CHAINS = FUSED ? 12 : 4 };
  vec acc[CHAINS];
  UNROLL for (size_t i = 0; i < CHAINS; i++) acc[i] = all((float)i);
  vec a = all(0.999f), b = all(0.001f);
  // The barriers keep the compiler from folding rounds together.
  for (size_t n = 0; n < rounds * 64 / CHAINS; n++) {
    UNROLL for (size_t i = 0; i < CHAINS; i++) acc[i] = fma_vec(acc[i], a, b);
    __asm__ volatile("" ::: "memory");
  }
  float sum = 0;
  for (size_t i = 0; i < CHAINS; i++)
    for (size_t l = 0; l < LANES; l++) sum += acc[i][l];
  return sum;
}

#include "depthwise_body.h"
#include "gradients_body.h"
#include "functions_body.h"
#include "rates_body.h"
#include "post_filter_body.h"
#include "mixing_body.h"
#include "blocks_body.h"
#include "jpeg_body.h"

#define STRING_(x) #x
#define STRING(x) STRING_(x)

const aez_kernels NAME(aez_kernels) = {
    .name = STRING(SUFFIX),
    .lanes = LANES,
    .fused = FUSED,
    .product = NAME(product),
    .depthwise = NAME(depthwise),
    .activate = NAME(activate),
    .to_bytes = NAME(to_bytes),
    .to_sixteenths = NAME(to_sixteenths),
    .quarters = NAME(quarters),
    .structure = NAME(structure),
    .classes = NAME(classes),
    .filter = NAME(filter),
    .filter_spread = NAME(filter_spread),
    .filter_line = NAME(filter_line),
    .filter_line_back = NAME(filter_line_back),
    .quantise = NAME(quantise),
    .remainders = NAME(remainders),
    .parameters = NAME(parameters),
    .reconstruct = NAME(reconstruct),
    .product_gradient = NAME(product_gradient),
    .depthwise_gradient = NAME(depthwise_gradient),
    .unary = NAME(unary),
    .binary = NAME(binary),
    .affine = NAME(affine),
    .approach = NAME(approach),
    .channel_affine = NAME(channel_affine),
    .channel_dots = NAME(channel_dots),
    .sum = NAME(sum),
    .dot = NAME(dot),
    .uniform = NAME(uniform),
    .laplace_bits = NAME(laplace_bits),
    .logistic_bits = NAME(logistic_bits),
    .log_logistic_bits = NAME(log_logistic_bits),
    .laplace_offsets = NAME(laplace_offsets),
    .adam = NAME(adam),
    .mix_predict = NAME(mix_predict),
    .mix_update = NAME(mix_update),
    .lean_predict = NAME(lean_predict),
    .lean_update = NAME(lean_update),
    .jpeg_begin = NAME(jpeg_begin),
    .jpeg_expect = NAME(jpeg_expect),
    .jpeg_learn = NAME(jpeg_learn),
    .jpeg_fit = NAME(jpeg_fit),
    .jpeg_solve = NAME(jpeg_solve),
    .block_coefficients = NAME(block_coefficients),
    .block_pixels = NAME(block_pixels),
    .block_error = NAME(block_error),
    .peak = NAME(peak),
};
