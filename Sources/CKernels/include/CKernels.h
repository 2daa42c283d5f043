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

/// One matrix product out = epilogue(bias + in · weights), one row a position.
///
/// in:      rows × inputs, `in_stride` apart
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
  size_t rows, inputs, outputs, in_stride, out_stride;
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
  /// scaled = in · gain[channel]; codes = scaled rounded to nearest even, kept within ±32767
  void (*quantise)(
      int16_t *codes, float *scaled, const float *in, const float *gain, size_t positions,
      size_t channels);
  /// head: positions × (group means, group log scales)
  /// means = 16 · mu rounded to nearest even, kept within ±2²¹
  /// scales = (s kept within −3.2 … 5.5, + 3.2) · 63/8.7 rounded to nearest even: 0 … 63
  void (*parameters)(
      int32_t *means, uint8_t *scales, const float *head, size_t positions, size_t group);
  void (*reconstruct)(const aez_reconstruct *);
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
