// The arithmetic of the codec, once per instruction set, with the same bits from each.
//
// Exactness: an output is one chain of correctly rounded fused multiply-adds in a fixed order
// (bias, then input channel 0, 1, 2 …). Vector lanes run over outputs, never over a sum. Beyond
// fma only IEEE 754's exactly rounded operations occur, and nothing is left to the compiler's
// contraction.
//
// Layouts: a feature map is [row][column][channel], channels contiguous. Sizes count elements,
// strides count floats. The caller owns all memory; nothing here allocates or reads beyond the
// sizes given.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Outputs per panel of a packed matrix; the last panel is filled up with zeros.
#define AEZ_PANEL 32

/// What rounding left of a number is told in such parts of a code, from so many on.
#define AEZ_REMAINDER_UNITS 64
#define AEZ_REMAINDER_LEAST 24

/// One matrix product out = epilogue(bias + in · weights), one row a position.
///
/// in:      rows × inputs, `in_stride` apart; a row's inputs lie in `segments` equal parts that
///          begin `segment_stride` after one another
/// weights: packed, [ceil(outputs / 32)][inputs][32]
/// bias:    ceil(outputs / 32) · 32
/// out:     rows × outputs, `out_stride` apart; may be `residual`, not `in`
/// epilogue: + residual (same layout as out) where given, then max(x, 0.1·x) where `activate`
typedef struct {
  const float *in;
  const float *weights;
  const float *bias;
  const float *residual;
  float *out;
  size_t rows, inputs, outputs, in_stride, out_stride, segments, segment_stride;
  bool activate;
} aez_product;

/// One depthwise convolution, size × size taps, zero padding.
///
/// in:      rows × columns × channels; channels a multiple of 16
/// out:     the rows first_row ..< end_row of the result
/// weights: [tap][channels], taps in reading order
/// bias:    channels, or NULL for none
typedef struct {
  const float *in;
  const float *weights;
  const float *bias;
  float *out;
  size_t rows, columns, channels, size, first_row, end_row;
} aez_depthwise;

/// Puts decoded symbols where they belong, and beside them what they stand for:
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

/// Classes of the post-filter: eight directions, so many strengths of each, so many coherences of
/// each of those.
#define AEZ_FILTER_STRENGTHS 10
#define AEZ_FILTER_COHERENCES 6
#define AEZ_FILTER_CLASSES 480
/// Weights of a class: five rows of five, filled up with zeros to eight.
#define AEZ_FILTER_TAPS 40

/// One row of pixels through the post-filter (codes-1.md, 10.4).
///
/// rows:    the samples of rows y − 2 … y + 2 in sixteenths, planes `plane_stride` apart; each has
///          two samples more to its left and five to its right, of which three are not looked at
/// classes: of each pixel
/// weights: classes × 40, in 1/1024
/// out:     width × planes, interleaved
typedef struct {
  uint8_t *out;
  const int16_t *rows[5];
  const uint16_t *classes;
  const int16_t *weights;
  size_t plane_stride, width, planes;
} aez_filter;

/// One row of pixels through the post-filter and back, in floats, for those who look for better codes.
///
/// near:   rows y − 2 … y + 2, three samples a pixel; each has two pixels more at either end
/// spread: see `filter_spread`
/// line:   samples of a row
typedef struct {
  float *near[5];
  const float *spread;
  float *line;
  size_t width;
} aez_filter_line;

/// Positions a gradient of weights sums at a time.
#define AEZ_GRADIENT_BLOCK 256

/// The gradient of a matrix product's weights:
/// out[o][i] = Σ over rows gradient[row][o] · in[row][i],
/// each a chain of fused multiply-adds in the order of the rows.
///
/// in:       rows × inputs, `in_stride` apart
/// gradient: rows × outputs
/// out:      outputs × (inputs rounded up to a multiple of 32)
/// scratch:  AEZ_GRADIENT_BLOCK · (outputs + 8)
/// accumulate: whether the sums begin with what `out` holds, otherwise with zero
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

/// Functions of two numbers. For the gradients, `a` is the gradient of the function's value
/// and `b` its value, which tells the slope.
typedef enum {
  AEZ_ADD,
  AEZ_SUBTRACT,
  AEZ_MULTIPLY,
  AEZ_LEAKY_GRADIENT,
  AEZ_RELU_GRADIENT,
  AEZ_SIGMOID_GRADIENT,
  AEZ_TANH_GRADIENT,
} aez_binary;

/// What numbers cost under a distribution whose bins are one wide, and the slopes of that.
///
/// bits = −log₂ max(P(y − mean in the bin ±½), 10⁻⁹); the slopes are those of the second branch
/// of the maximum too, with the bound for P, so that what is too dear still finds its way back.
/// count:  numbers, `period` of which share their means and scales with those a period later
/// mean, scale: as many as `period`
/// slope:  d bits / d y, which is also −d bits / d mean
/// scale_slope: d bits / d scale
typedef struct {
  float *bits, *slope, *scale_slope;
  const float *y, *mean, *scale;
  size_t count, period;
} aez_bits;

/// One step of Adam: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
/// out = value − rate · m / (√(v·v_scale) + epsilon); may be in place.
typedef struct {
  float *out, *new_m, *new_v;
  const float *value, *m, *v, *gradient;
  float beta1, beta2, rate, v_scale, epsilon;
  size_t count;
} aez_adam;

/// The kernels of one instruction set.
typedef struct {
  const char *name;
  /// Floats per vector register.
  size_t lanes;
  /// Whether a multiply-add is one instruction; otherwise it is composed, exactly, from others.
  bool fused;
  void (*product)(const aez_product *);
  void (*depthwise)(const aez_depthwise *);
  /// out = max(x, 0.1·x), count elements; may be in place
  void (*activate)(float *out, const float *in, size_t count);
  /// out = in kept within 0 … 1, times 255, rounded to nearest even
  void (*to_bytes)(uint8_t *out, const float *in, size_t count);
  /// in: width × planes, interleaved; out = in kept within 0 … 1, times 4080, rounded to nearest
  /// even, planes `plane_stride` apart
  void (*to_sixteenths)(
      int16_t *out, size_t plane_stride, const float *in, size_t width, size_t planes);
  /// Luma in quarters of a sample's step, from sixteenths: (r + 2g + b + 8) / 16 or (grey + 2) / 4
  void (*quarters)(
      int16_t *out, const int16_t *in, size_t plane_stride, size_t width, size_t planes);
  /// Products of the slopes of a row of luma, across · across, down · down and across · down, a line
  /// of width + 4 each, whose first two and last two repeat the row's ends.
  /// above, row, below: luma, which may be read one sample beyond either end
  void (*structure)(
      int32_t *out, const int16_t *above, const int16_t *row, const int16_t *below, size_t width);
  /// Classes of a row of pixels, from the products of rows y − 2 … y + 2.
  /// scratch: as large as the products of a row
  void (*classes)(
      uint16_t *out, const int32_t *const rows[5], int32_t *scratch, size_t width);
  void (*filter)(const aez_filter *);
  /// What a row's samples take of the twelve pairs of neighbours and, at last, of themselves: thirteen
  /// lines of width × 3, of the weights of their classes.
  /// weights: classes × 40, in 1/1024
  void (*filter_spread)(
      float *spread, const uint16_t *classes, const int16_t *weights, size_t width);
  /// line = what the filter makes of near
  void (*filter_line)(const aez_filter_line *);
  /// near += what the transposed filter makes of line
  void (*filter_line_back)(const aez_filter_line *);
  /// scaled = in · gain[channel]; codes = scaled rounded to nearest even, kept within ±32767
  void (*quantise)(
      int16_t *codes, float *scaled, const float *in, const float *gain, size_t positions,
      size_t channels);
  /// left = scaled − codes, in units of which a code has AEZ_REMAINDER_UNITS, to the nearest; nought
  /// where it is less than AEZ_REMAINDER_LEAST or more than half a code
  void (*remainders)(
      int16_t *left, const float *scaled, const int16_t *codes, size_t count);
  /// head: positions × (group means, group log scales)
  /// means = 16 · mu rounded to nearest even, kept within ±2²¹
  /// scales = (s kept within −3.2 … 5.5, + 3.2) · 63/8.7 rounded to nearest even: 0 … 63
  void (*parameters)(
      int32_t *means, uint8_t *scales, const float *head, size_t positions, size_t group);
  void (*reconstruct)(const aez_reconstruct *);

  // For training. Sums over positions are chains in the order of the positions; sums over all
  // numbers are sixteen chains in double precision, added in order.
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
  /// Numbers between 0 and 1, neither reached, the i-th a function of key and i alone.
  void (*uniform)(float *out, uint64_t key, size_t count);
  /// Under a Laplace distribution; scale is its logarithm, kept within −3.2 … 5.5.
  void (*laplace_bits)(const aez_bits *);
  /// Under a logistic distribution.
  void (*logistic_bits)(const aez_bits *);
  /// The same; scale is its logarithm, kept within −3.2 … 5.5.
  void (*log_logistic_bits)(const aez_bits *);
  /// Where in its bin a code is best reconstructed, less the code: the mean of a Laplace density
  /// within q ± ½, zero where its scale is above 8. log_scale is kept within −3.2 … 5.5.
  void (*laplace_offsets)(
      float *out, const float *q, const float *mean, const float *log_scale, size_t count);
  void (*adam)(const aez_adam *);
  /// Runs `rounds` × 64 vector multiply-adds that do not wait for one another; returns
  /// something that depends on all of them, so that none can be left out.
  float (*peak)(size_t rounds);
} aez_kernels;

/// The kernels named "generic", "avx2", "avx512" or "neon"; NULL where this machine or this
/// build has none of that name.
const aez_kernels *aez_kernels_named(const char *name);

/// The fastest kernels this machine runs.
const aez_kernels *aez_kernels_best(void);

#endif
