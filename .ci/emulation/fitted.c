// Runs the kernels of fitted pictures on drawn numbers; see kernels.c.
#include "CFitted.h"

#include <stdlib.h>

#include "emulation.h"

enum { WIDE = 75, HIGH = 21, GRIDS = 7, HIDDEN = 48, INPUTS = 20, COUNT = 53, STRIDE = 96 };
enum { ROW = AEZ_FITTED_LEFT + 128 + 2 * AEZ_FITTED_LEFT };
enum { PLANE = ROW * (HIGH + 2 * AEZ_FITTED_ABOVE) };

/// Planes of numbers between −4 and 4 with margins of zeros.
static float *planes(size_t count) {
  float *p = calloc(count * PLANE + 2 * AEZ_FITTED_TILE, sizeof *p);
  for (size_t i = 0; i < count; i++)
    for (size_t y = 0; y < HIGH; y++)
      for (size_t x = 0; x < WIDE; x++)
        p[i * PLANE + (y + AEZ_FITTED_ABOVE) * ROW + AEZ_FITTED_LEFT + x] = drawn_small();
  return p;
}

static float *origin(float *p) { return p + AEZ_FITTED_ABOVE * ROW + AEZ_FITTED_LEFT; }

static void digest_rows(float *p, size_t rows, size_t columns) {
  for (size_t y = 0; y < rows; y++) digest(origin(p) + y * ROW, columns * sizeof *p);
}

static void upsampling(const aez_fitted_kernels *k) {
  float *in = planes(1), *out = planes(1), *scratch = planes(1);
  float weights[4] = {0.03f, 0.1f, -0.26f, -0.88f};
  aez_fitted_plane from = {origin(in), ROW, HIGH, WIDE}, to = {origin(out), ROW, HIGH, WIDE};
  k->filter(&from, &to, scratch, weights);
  digest_rows(out, HIGH, WIDE);
  from.rows = (HIGH + 1) / 2, from.columns = (WIDE + 1) / 2;
  k->upsample(&from, &to, scratch, weights);
  digest_rows(out, HIGH, WIDE);
  free(in), free(out), free(scratch);
}

static void synthesis(const aez_fitted_kernels *k) {
  size_t count = HIDDEN * (GRIDS + 1) + 3 * (HIDDEN + 1) + 2 * 84 + 3 * (GRIDS + 1);
  float *in = planes(GRIDS), *rows = calloc(5 * 8 * 3 * ROW + 2 * AEZ_FITTED_TILE, sizeof *rows);
  float *weights = malloc(count * sizeof *weights);
  for (size_t i = 0; i < count; i++) weights[i] = drawn_small() / 16;
  static uint8_t samples[WIDE * HIGH * 3];
  aez_fitted_synthesis s = {.inputs = origin(in), .stride = ROW, .plane = PLANE, .height = HIGH,
                            .width = WIDE, .grids = GRIDS, .hidden = HIDDEN, .weights = weights,
                            .rows = rows, .every = 1, .samples = samples};
  k->synthesis(&s);
  digest(samples, sizeof samples);
  free(in), free(rows), free(weights);
}

static void integers(const aez_fitted_kernels *k) {
  static int32_t pairs[INPUTS / 2 * STRIDE], weights[(2 * INPUTS + 4) * INPUTS / 2];
  static int32_t biases[2 * INPUTS + 2], means[STRIDE], levels[STRIDE];
  static int16_t out[STRIDE * 6];
  for (size_t i = 0; i < INPUTS / 2 * STRIDE; i++) pairs[i] = (int32_t)drawn_word();
  for (size_t i = 0; i < (2 * INPUTS + 4) * INPUTS / 2; i++) weights[i] = (int32_t)drawn_word();
  for (size_t i = 0; i < 2 * INPUTS + 2; i++) biases[i] = (int32_t)drawn_word() >> 4;
  aez_fitted_integers n = {pairs, weights, biases, INPUTS, STRIDE, COUNT, means, levels};
  k->integers(&n);
  digest(means, COUNT * sizeof *means), digest(levels, COUNT * sizeof *levels);
  k->integer_layer(pairs, weights, biases, INPUTS, 6, STRIDE, COUNT, out);
  digest(out, COUNT * 6 * sizeof *out);
}

static void rounding(const aez_fitted_kernels *k) {
  float *in = planes(1), *out = planes(1), *slopes = planes(1);
  aez_fitted_rounding r = {origin(in), {origin(out), ROW, HIGH, WIDE},
                           {origin(slopes), ROW, HIGH, WIDE}, 0.3f, 0.2f, 7};
  k->round_softly(&r);
  digest_rows(out, HIGH, WIDE), digest_rows(slopes, HIGH, WIDE);
  free(in), free(out), free(slopes);
}

static void gains(const aez_fitted_kernels *k) {
  float *in = planes(1), *means = planes(1), *levels = planes(1), *out = planes(1);
  float *gradients = planes(1);
  aez_fitted_gains g = {{origin(in), ROW, HIGH, WIDE}, origin(gradients), origin(means),
                        origin(levels), origin(out), 0.5f, 0.01f};
  k->gains(&g);
  digest_rows(out, HIGH, WIDE);
  free(in), free(means), free(levels), free(out), free(gradients);
}

void fitted(const char *name) {
  const aez_fitted_kernels *k = aez_fitted_kernels_named(name);
  if (!k) return;
  upsampling(k), synthesis(k), integers(k), rounding(k), gains(k);
}
