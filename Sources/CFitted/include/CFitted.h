// The arithmetic of fitted pictures, compiled once for each instruction set.
//
// What a decoder computes (`integers`, `integer_layer`, `filter`, `upsample`,
// `synthesis`) has the same bits everywhere: integers, or one chain of correctly rounded fused
// multiply-adds per output in a fixed order. Vector lanes run over positions, never over a sum.
// So have the gradients, which are sums of eight partial sums whatever the instruction set.
//
// A plane is a map of floats: `origin` points at row 0, column 0, and rows are `stride` floats
// apart. Around it lie AEZ_FITTED_ABOVE rows above and below, AEZ_FITTED_LEFT columns to the left,
// and columns to the right up to a multiple of AEZ_FITTED_TILE and AEZ_FITTED_LEFT more. The
// caller owns all memory; no function allocates.
#ifndef CFITTED_H
#define CFITTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Positions that are computed together, and the margins of planes.
#define AEZ_FITTED_TILE 64
#define AEZ_FITTED_LEFT 16
#define AEZ_FITTED_ABOVE 8

/// The greatest numbers of inputs of the context network, of hidden channels, and of grids.
#define AEZ_FITTED_INPUTS 40
#define AEZ_FITTED_HIDDEN 96
#define AEZ_FITTED_GRIDS 16
/// Lanes of vectors, and partial sums of a gradient.
#define AEZ_FITTED_LANES 8

typedef struct {
  float *origin;
  ptrdiff_t stride;
  int32_t rows, columns;
} aez_fitted_plane;

/// The rates of one grid's latents and their gradients.
///
/// inputs D = neighbours + features
/// latents, gradients: planes of the grid; gradients NULL for rates alone
/// features, feature_gradients: `features` planes at half the resolution, `feature_plane` floats
///          apart; NULL if the grid has none, and the inputs are zeros
/// offsets: of the neighbours, in floats
/// weights: W0 [D][D] with the identity added, b0 [D], W1 [D][D] with the identity added, b1 [D],
///          W2 [2][D], WS [2][D], b [2]
/// sums:    gradients of the weights: LANES partial sums each, as W0|b0 [D][D + 1],
///          W1|b1 [D][D + 1], W2|b [2][D + 1], WS [2][D]
/// bit_weight: loss of a bit
/// every, phase: gradients of weights come from the tiles t with t mod every = phase, times every
typedef struct {
  aez_fitted_plane latents;
  float *gradients;
  const float *features;
  float *feature_gradients;
  ptrdiff_t feature_stride, feature_plane;
  const int32_t *offsets;
  int32_t neighbours, feature_count, every, phase;
  const float *weights;
  float *sums;
  float bit_weight;
} aez_fitted_context;

/// Of each latent: the mean (out0), the logarithm of the scale (out1), both as real numbers and
/// both NULL if they are not wanted, and its bits.
typedef struct {
  float *means, *levels, *costs;
} aez_fitted_moments;

/// A linear layer over `inputs` grids, which are repeated to the resolution of `outputs` planes.
///
/// grids, gradients: planes; shifts: the number of times that each is doubled
/// out, out_gradients: `outputs` planes, `plane` floats apart
/// weights: W [outputs][inputs], b [outputs]
/// sums:    LANES partial sums each, as W|b [outputs][inputs + 1]
typedef struct {
  const aez_fitted_plane *grids;
  float *const *gradients;
  const int32_t *shifts;
  int32_t inputs, outputs, rows, columns;
  float *out, *out_gradients;
  ptrdiff_t stride, plane;
  const float *weights;
  float *sums;
} aez_fitted_features;

/// Synthesis of a picture from `grids` planes that are `plane` floats apart.
///
/// weights: W0 [hidden][grids], b0 [hidden], W1 [3][hidden], b1 [3], C0 [3][3][3][3], c0 [3],
///          C1 [3][3][3][3], c1 [3], WS [3][grids], bS [3]
/// rows:    scratch for 5 · 8 · 3 rows of `stride` floats
/// target:  samples 0…255, interleaved, for fitting; or NULL
/// errors:  receives the squared error of each pixel, `stride` floats a row; or NULL
/// gradients: `grids` planes like the inputs, which are overwritten; they may be the inputs
/// sums:    LANES partial sums each, as W0|b0 [hidden][grids + 1], W1|b1 [3][hidden + 1],
///          C0 [3][3][3][3], c0 [3], C1, c1, WS|bS [3][grids + 1]
typedef struct {
  const float *inputs;
  ptrdiff_t stride, plane;
  int32_t height, width, grids, hidden;
  const float *weights;
  float *rows;
  const uint8_t *target;
  float *errors;
  float *gradients;
  float *sums;
  int32_t every, phase;
  /// Receives samples 0…255, interleaved.
  uint8_t *samples;
} aez_fitted_synthesis;

/// Soft rounding with noise: out = s(s(v) + noise), slope = its derivative.
typedef struct {
  const float *values;
  aez_fitted_plane out, slopes;
  float temperature, noise;
  uint32_t seed;
} aez_fitted_rounding;

/// What the loss would fall by, about, if a latent alone were changed by one, to its better side.
///
/// gradients: of the loss in each latent; means, levels: see aez_fitted_moments
/// gains:     receives the gain, negative for a change by −1, and 0 where neither side gains
/// bit_weight: loss of a bit; curvature: what a change by one costs beyond its slope
typedef struct {
  aez_fitted_plane latents;
  const float *gradients, *means, *levels;
  float *gains;
  float bit_weight, curvature;
} aez_fitted_gains;

/// An Adam step on latents; gradients come from a plane, times slopes.
typedef struct {
  float *values, *means, *squares;
  aez_fitted_plane gradients, slopes;
  float rate, beta1, beta2, epsilon, scale;
} aez_fitted_adam;

/// The integer context network over `count` positions of a diagonal.
///
/// pairs:   [D / 2][stride], an input and the next one in the low and the high half
/// weights: pairs of int16 as W0 [D][D / 2], W1 [D][D / 2], W2 [2][D / 2], WS [2][D / 2]
/// biases:  b0 [D], 18 fractional bits; b1 [D], b [2], 21 fractional bits
/// means:   in AEZ_FITTED_MEAN units of a latent; levels: 0…255
typedef struct {
  const int32_t *pairs, *weights, *biases;
  int32_t inputs, stride, count;
  int32_t *means, *levels;
} aez_fitted_integers;

/// Fractional bits of integer weights, of inputs, of hidden activations, and of means.
#define AEZ_FITTED_WEIGHT_BITS 12
#define AEZ_FITTED_ACTIVATION_BITS 6
#define AEZ_FITTED_HIDDEN_BITS 9
#define AEZ_FITTED_MEAN_BITS 5

typedef struct {
  const char *name;
  double (*context)(const aez_fitted_context *, const aez_fitted_moments *);
  void (*features)(const aez_fitted_features *);
  void (*features_back)(const aez_fitted_features *);
  void (*filter)(const aez_fitted_plane *in, const aez_fitted_plane *out, float *scratch,
                 const float weights[4]);
  void (*filter_back)(const aez_fitted_plane *in, const aez_fitted_plane *in_gradients,
                      const aez_fitted_plane *out_gradients, float *scratch,
                      const float weights[4], float sums[4]);
  void (*upsample)(const aez_fitted_plane *in, const aez_fitted_plane *out, float *scratch,
                   const float weights[4]);
  void (*upsample_back)(const aez_fitted_plane *in, const aez_fitted_plane *in_gradients,
                        const aez_fitted_plane *out_gradients, float *scratch,
                        const float weights[4], float sums[4]);
  double (*synthesis)(const aez_fitted_synthesis *);
  void (*round_softly)(const aez_fitted_rounding *);
  void (*gains)(const aez_fitted_gains *);
  void (*adam)(const aez_fitted_adam *);
  void (*integers)(const aez_fitted_integers *);
  /// One linear layer of the integer network: out[o][·] = saturated int16 of the rounded sum.
  void (*integer_layer)(const int32_t *pairs, const int32_t *weights, const int32_t *biases,
                        int32_t inputs, int32_t outputs, int32_t stride, int32_t count,
                        int16_t *out);
} aez_fitted_kernels;

/// The kernels of an instruction set ("generic", "avx2", "avx512", "neon"), or NULL if this machine
/// or this build lacks them.
const aez_fitted_kernels *aez_fitted_kernels_named(const char *name);

#endif
