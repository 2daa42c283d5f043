// The arithmetic of the codec, compiled once for each instruction set. All give the same bits.
//
// Exactness: every output is one chain of correctly rounded fused multiply-adds in a fixed order
// (bias, then input channel 0, 1, 2 …). Vector lanes run over outputs, never over a sum. Besides
// fma only the correctly rounded operations of IEEE 754 occur, and the compiler may not contract
// any.
//
// Layouts: a feature map is [row][column][channel], channels contiguous. Sizes count elements,
// strides count floats. The caller owns all memory; no function allocates, or reads beyond the
// given sizes.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "aez_jpeg.h"
#include "aez_mixing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Outputs of a panel of a packed matrix; the last panel is padded with zeros.
#define AEZ_PANEL 32

/// Units of a rounding remainder in a quantisation step, and the least remainder that is kept.
#define AEZ_REMAINDER_UNITS 64
#define AEZ_REMAINDER_LEAST 24

/// A matrix product out = epilogue(bias + in · weights), with a row for each position.
///
/// in:      rows × inputs, `in_stride` apart; the inputs of a row lie in `segments` equal parts,
///          which begin `segment_stride` after one another
/// weights: packed, [ceil(outputs / 32)][inputs][32]
/// bias:    ceil(outputs / 32) · 32
/// out:     rows × outputs, `out_stride` apart; may be `residual`, not `in`
/// epilogue: + residual (same layout as out) if given, then max(x, 0.1·x) if `activate`
typedef struct {
  const float *in;
  const float *weights;
  const float *bias;
  const float *residual;
  float *out;
  size_t rows, inputs, outputs, in_stride, out_stride, segments, segment_stride;
  bool activate;
} aez_product;

/// A depthwise convolution with size × size taps and zero padding.
///
/// in:      rows × columns × channels; channels a multiple of 16
/// out:     rows first_row ..< end_row of the result
/// weights: [tap][channels], taps in reading order
/// bias:    channels, or NULL for none
typedef struct {
  const float *in;
  const float *weights;
  const float *bias;
  float *out;
  size_t rows, columns, channels, size, first_row, end_row;
} aez_depthwise;

/// Inserts decoded symbols into a grid, and dequantises them:
/// values = (q + offsets[scale][8 + clamp(mean − 16·q, ±8)]) · gain
///
/// symbols, means, scales: positions × group, in coding order
/// codes, values: positions `stride` apart, `group` channels each
/// offsets: 64 × 17; gain: group
typedef struct {
  int16_t *codes;
  float *values;
  const int16_t *symbols;
  const int32_t *means;
  const uint8_t *scales;
  const float *offsets;
  const float *gain;
  size_t positions, stride, group;
} aez_reconstruct;

/// Classes of the post-filter: eight directions × strengths × coherences.
#define AEZ_FILTER_STRENGTHS 10
#define AEZ_FILTER_COHERENCES 6
#define AEZ_FILTER_CLASSES 480
/// Weights of a class: five rows of five, each padded with zeros to eight.
#define AEZ_FILTER_TAPS 40

/// The post-filter of a row of pixels (codes-1.md, 10.4).
///
/// rows:    the samples of rows y − 2 … y + 2 in sixteenths, planes `plane_stride` apart; each has
///          two more samples on its left and five on its right, three of which are ignored
/// classes: the class of each pixel
/// weights: classes × 40, in 1/1024
/// out:     width × planes, interleaved
typedef struct {
  uint8_t *out;
  const int16_t *rows[5];
  const uint16_t *classes;
  const int16_t *weights;
  size_t plane_stride, width, planes;
} aez_filter;

/// The post-filter of a row of pixels and its transpose, in floats, for the latent refiner.
///
/// near:   rows y − 2 … y + 2, three samples for each pixel, with two more pixels at either end
/// spread: see `filter_spread`
/// line:   the samples of a row
typedef struct {
  float *near[5];
  const float *spread;
  float *line;
  size_t width;
} aez_filter_line;

/// Positions that the gradient of weights sums at a time.
#define AEZ_GRADIENT_BLOCK 256

/// The gradient of a matrix product's weights:
/// out[o][i] = Σ over rows gradient[row][o] · in[row][i],
/// each a chain of fused multiply-adds in the order of the rows.
///
/// in:       rows × inputs, `in_stride` apart
/// gradient: rows × outputs
/// out:      outputs × (inputs rounded up to a multiple of 32)
/// scratch:  AEZ_GRADIENT_BLOCK · (outputs + 8)
/// accumulate: whether the sums begin with the contents of `out`, and not with zero
typedef struct {
  const float *in;
  const float *gradient;
  float *out;
  float *scratch;
  size_t rows, inputs, outputs, in_stride;
  bool accumulate;
} aez_product_gradient;

/// The gradient of a depthwise convolution's weights:
/// out[tap][c] += Σ over positions gradient[position][c] · in[position + tap][c]
///
/// in, gradient: rows × columns × channels; channels a multiple of 16
/// out:          [tap][channels], as the weights
/// size:         3, 5 or 7
typedef struct {
  const float *in;
  const float *gradient;
  float *out;
  size_t rows, columns, channels, size;
} aez_depthwise_gradient;

/// Functions of one number.
typedef enum {
  AEZ_RELU,
  AEZ_SIGMOID,
  AEZ_TANH,
  AEZ_EXP,
  AEZ_LOG,
  AEZ_SOFTPLUS,
  AEZ_ROUND,
  AEZ_ABS,
  AEZ_SIGN,
  AEZ_PROBIT,
} aez_unary;

/// Functions of two numbers. For the gradients, `a` is the gradient of the function's value and `b`
/// the value, which determines the derivative.
typedef enum {
  AEZ_ADD,
  AEZ_SUBTRACT,
  AEZ_MULTIPLY,
  AEZ_LEAKY_GRADIENT,
  AEZ_RELU_GRADIENT,
  AEZ_SIGMOID_GRADIENT,
  AEZ_TANH_GRADIENT,
} aez_binary;

/// The cost of numbers in bits under a distribution with bins of width one, and its derivatives.
///
/// bits = −log₂ max(P(y − mean in the bin ±½), 10⁻⁹). Where the bound applies, the derivatives are
/// those without it, with the bound for P, so that a descent still finds its way back.
/// count:  the number of y; means and scales repeat after `period` of them
/// mean, scale: as many as `period`
/// slope:  d bits / d y = −d bits / d mean
/// scale_slope: d bits / d scale
typedef struct {
  float *bits, *slope, *scale_slope;
  const float *y, *mean, *scale;
  size_t count, period;
} aez_bits;

/// A step of Adam: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
/// out = value − rate · m / (√(v·v_scale) + epsilon); it may be in-place.
typedef struct {
  float *out, *new_m, *new_v;
  const float *value, *m, *v, *gradient;
  float beta1, beta2, rate, v_scale, epsilon;
  size_t count;
} aez_adam;

/// The kernels of one instruction set.
typedef struct {
  const char *name;
  /// Floats of a vector register.
  size_t lanes;
  /// Whether a multiply-add is one instruction; otherwise it is composed exactly of others.
  bool fused;
  void (*product)(const aez_product *);
  void (*depthwise)(const aez_depthwise *);
  /// out = max(x, 0.1·x) for count elements; may be in-place
  void (*activate)(float *out, const float *in, size_t count);
  /// out = in clamped to 0 … 1, times 255, rounded to nearest even
  void (*to_bytes)(uint8_t *out, const float *in, size_t count);
  /// in: width × planes, interleaved; out = in clamped to 0 … 1, times 4080, rounded to nearest
  /// even, planes `plane_stride` apart
  void (*to_sixteenths)(
      int16_t *out, size_t plane_stride, const float *in, size_t width, size_t planes);
  /// Luma in quarters of a sample's step, from sixteenths: (r + 2g + b + 8) / 16 or (grey + 2) / 4
  void (*quarters)(
      int16_t *out, const int16_t *in, size_t plane_stride, size_t width, size_t planes);
  /// The products of the gradients of a row of luma, across · across, down · down and across ·
  /// down, in three lines of width + 4, whose first two and last two entries repeat the ends of the
  /// row.
  /// above, row, below: luma, readable one sample beyond either end
  void (*structure)(
      int32_t *out, const int16_t *above, const int16_t *row, const int16_t *below, size_t width);
  /// The classes of a row of pixels from the products of rows y − 2 … y + 2.
  /// scratch: the size of the products of a row
  void (*classes)(
      uint16_t *out, const int32_t *const rows[5], int32_t *scratch, size_t width);
  void (*filter)(const aez_filter *);
  /// The weights of a row's samples by their classes: thirteen lines of width × 3, twelve for the
  /// pairs of neighbours and the last for the sample itself.
  /// weights: classes × 40, in 1/1024
  void (*filter_spread)(
      float *spread, const uint16_t *classes, const int16_t *weights, size_t width);
  /// line = filter(near)
  void (*filter_line)(const aez_filter_line *);
  /// near += transposed filter(line)
  void (*filter_line_back)(const aez_filter_line *);
  /// scaled = in · gain[channel]; codes = scaled rounded to nearest even, clamped to ±32767
  void (*quantise)(
      int16_t *codes, float *scaled, const float *in, const float *gain, size_t positions,
      size_t channels);
  /// left = scaled − codes in units of 1 / AEZ_REMAINDER_UNITS, rounded; zero where it is less than
  /// AEZ_REMAINDER_LEAST or more than half a step
  void (*remainders)(
      int16_t *left, const float *scaled, const int16_t *codes, size_t count);
  /// head: positions × (group means, group log scales)
  /// means = 16 · mu rounded to nearest even, clamped to ±2²¹
  /// scales = (s clamped to −3.2 … 5.5, + 3.2) · 63/8.7 rounded to nearest even: 0 … 63
  void (*parameters)(
      int32_t *means, uint8_t *scales, const float *head, size_t positions, size_t group);
  void (*reconstruct)(const aez_reconstruct *);

  // Kernels for training. Sums over positions are chains in the order of the positions; sums over
  // all numbers are sixteen chains in double precision, added in order.
  void (*product_gradient)(const aez_product_gradient *);
  void (*depthwise_gradient)(const aez_depthwise_gradient *);
  void (*unary)(aez_unary, float *out, const float *in, size_t count);
  void (*binary)(aez_binary, float *out, const float *a, const float *b, size_t count);
  /// out = in · scale + offset
  void (*affine)(float *out, const float *in, float scale, float offset, size_t count);
  /// out = from + (to − from) · share
  void (*approach)(float *out, const float *from, const float *to, float share, size_t count);
  /// out[p][c] = in[p][c] · factors[c] + offsets[c]; either may be NULL
  void (*channel_affine)(
      float *out, const float *in, const float *factors, const float *offsets,
      size_t positions, size_t channels);
  /// out[c] = Σ over positions a[p][c] · b[p][c]; b may be NULL for ones
  void (*channel_dots)(
      float *out, const float *a, const float *b, size_t positions, size_t channels);
  double (*sum)(const float *in, size_t count);
  double (*dot)(const float *a, const float *b, size_t count);
  /// Numbers between 0 and 1, both excluded; the i-th is a function of key and i alone.
  void (*uniform)(float *out, uint64_t key, size_t count);
  /// Costs under a Laplace distribution; scale is its logarithm, clamped to −3.2 … 5.5.
  void (*laplace_bits)(const aez_bits *);
  /// Costs under a logistic distribution.
  void (*logistic_bits)(const aez_bits *);
  /// Costs under a logistic distribution; scale is its logarithm, clamped to −3.2 … 5.5.
  void (*log_logistic_bits)(const aez_bits *);
  /// The offset of the best reconstruction from a symbol: the mean of a Laplace density within q ±
  /// ½, less q; zero for scales above 8. log_scale is clamped to −3.2 … 5.5.
  void (*laplace_offsets)(
      float *out, const float *q, const float *mean, const float *log_scale, size_t count);
  void (*adam)(const aez_adam *);
  /// The probability of a one, in 1/65536, 1 … 65535.
  ///
  /// contexts:  `count` indices of counters, of any size; the same index twice is allowed
  /// experts:   `expert_count` logits in 1/256, within ±AEZ_MIX_LOGIT; those missing are 0
  /// selectors: the sets of weights of both mixers, and the refinement
  /// 1 + the mixture's experts + 2 · count ≤ AEZ_MIX_INPUTS, count ≤ AEZ_MIX_CONTEXTS
  uint32_t (*mix_predict)(
      aez_mixture *, const uint32_t *contexts, size_t count, const int32_t *experts,
      size_t expert_count, const uint32_t selectors[3]);
  /// Learns the decision that was predicted last.
  void (*mix_update)(aez_mixture *, bool bit);
  /// The probability of a one in 1/65536, 1 … 65535.
  ///
  /// lines:         `count` lines of counters
  /// place:         of the counters in their lines, below AEZ_LEAN_LINE
  /// expert:        a logit in 1/256, within ±AEZ_MIX_LOGIT; 0 for none
  /// first, second: the sets of weights of both mixers
  /// 2 + count ≤ the mixture's lanes
  uint32_t (*lean_predict)(
      aez_lean_mixture *, const uint32_t *lines, size_t count, uint32_t place, int32_t expert,
      uint32_t first, uint32_t second);
  /// Learns the decision that was predicted last.
  void (*lean_update)(aez_lean_mixture *, bool bit);
  /// Begins a block whose neighbours are set.
  void (*jpeg_begin)(aez_jpeg_block *);
  /// Says what is expected of coefficient k.
  void (*jpeg_expect)(aez_jpeg_block *, uint32_t k);
  /// Learns the value of the coefficient that was expected last; the least squares wait for
  /// `jpeg_fit`, which must be called before this is again.
  void (*jpeg_learn)(aez_jpeg_block *, uint32_t k, int32_t value);
  /// Fits the least squares to what was learnt last, if they were not yet.
  void (*jpeg_fit)(aez_jpeg_block *);
  /// Solves least squares for their weights.
  void (*jpeg_solve)(aez_least_squares *);
  /// The cosine transform of what a prediction of 8×8 pixels lacks, in 1/16.
  ///
  /// pixels, prediction: [plane][y][x], 1 or 3 planes
  /// is_luma:            whether three planes are coded as luma and two chroma (YCoCg)
  /// coefficients:       [plane][v][u] of the vertical frequency v and the horizontal one u, within
  ///                     ±2¹⁵
  void (*block_coefficients)(
      const uint8_t *pixels, const uint8_t *prediction, size_t planes, bool is_luma,
      int32_t *coefficients);
  /// A prediction with the corrections that coefficients stand for, clamped to 0 … 255.
  void (*block_pixels)(
      const int32_t *coefficients, const uint8_t *prediction, size_t planes, bool is_luma,
      uint8_t *pixels);
  /// The sum of squared differences of `count` samples, at most 2¹⁶.
  uint32_t (*block_error)(const uint8_t *one, const uint8_t *other, size_t count);
  /// Runs `rounds` × 64 vector multiply-adds that do not depend on one another. The result depends
  /// on all of them, so that the compiler cannot remove any.
  float (*peak)(size_t rounds);
} aez_kernels;

/// The kernels named "generic", "avx2", "avx512" or "neon"; NULL if this machine or this build
/// lacks them.
const aez_kernels *aez_kernels_named(const char *name);

/// The fastest kernels this machine runs.
const aez_kernels *aez_kernels_best(void);

#endif
