// The state of what the coefficients of a JPEG file lead to expect of the next one.
#ifndef AEZ_JPEG_H
#define AEZ_JPEG_H

#include <stdint.h>

/// Features that a coefficient is predicted from, blocks whose coefficients they look at, and
/// classes of expected magnitudes.
#define AEZ_JPEG_FEATURES 8
#define AEZ_JPEG_NEIGHBOURS 8
#define AEZ_JPEG_CLASSES 48

/// Least squares with forgetting, by FEATURES features.
typedef struct {
  float covariance[AEZ_JPEG_FEATURES][AEZ_JPEG_FEATURES];
  float target[AEZ_JPEG_FEATURES];
  float weights[AEZ_JPEG_FEATURES];
  /// Samples since the weights were solved for.
  uint32_t since;
} aez_least_squares;

/// Sums over the coefficients of a block, times the cosines at the pixels of an edge: of each row
/// of coefficients at the last column of pixels, of each column at the last row; and both of a
/// straight continuation half a pixel ahead. The same of the first column and row for sums of the
/// block that is being coded.
typedef struct {
  int32_t right[8], bottom[8], right_ahead[8], bottom_ahead[8];
} aez_jpeg_edges;

/// What does not change within a component.
typedef struct {
  /// What is expected of a magnitude, in 1/4096: a constant, and the weights of the magnitudes of
  /// the same coefficient in the neighbouring blocks, and of seven coefficients within the block:
  /// those at (u + 1, v), (u, v + 1), (u + 1, v + 1), (u − 1, v + 1), (u + 1, v − 1), (u + 2, v)
  /// and (u, v + 2).
  int32_t base[64];
  int32_t between[AEZ_JPEG_NEIGHBOURS][64];
  int32_t within[7][64];
  /// Factors from sums at edges to coefficients.
  float scales[4][64];
  /// Quantisation.
  int32_t steps[64];
  /// Cosines of the eight frequencies at the first pixel, half a pixel before it, at the last pixel
  /// and half a pixel behind it, in 1/8192.
  int32_t first[8], first_ahead[8], last[8], last_ahead[8];
  /// By the class of the expected magnitude.
  float sample_weights[AEZ_JPEG_CLASSES];
  /// The neighbours whose coefficients are the last four features.
  uint32_t signed_neighbours[4];
  /// Samples between two solutions of the least squares.
  uint32_t solve_interval;
  /// 64
  aez_least_squares *squares;
} aez_jpeg_constants;

/// A block of quantised coefficients, v · 8 + u of the vertical frequency v and the horizontal one
/// u, of which those are known that were learnt.
typedef struct {
  const aez_jpeg_constants *constants;
  /// Blocks: left, above, above left, above right, the second to the left, the second above, that
  /// of the first component at the same place, and that of the component before.
  const int16_t *neighbours[AEZ_JPEG_NEIGHBOURS];
  const aez_jpeg_edges *left, *above;

  /// The edges of this block.
  aez_jpeg_edges own;
  aez_jpeg_edges sums;
  int32_t expected[64];
  /// Known magnitudes, in rows of 12 behind one of 13.
  int32_t magnitudes[144];
  float features[AEZ_JPEG_FEATURES];
  /// The sample that the least squares are still to be fitted to; no squares if there is none.
  float pending[AEZ_JPEG_FEATURES], pending_value, pending_weight;
  aez_least_squares *pending_squares;
  /// What is expected of the coefficient: its value and its magnitude in 1/16, and the class of the
  /// latter.
  int32_t mean, magnitude, magnitude_class;
} aez_jpeg_block;

#endif
