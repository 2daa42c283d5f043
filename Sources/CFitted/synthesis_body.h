// Synthesis: two 1×1 layers, two residual 3×3 convolutions, and a linear path, row by row; and
// the gradients of all of it against the squared error.
//
// Rows are kept only as long as a later stage needs them. While row t of the 1×1 layers is made,
// the first convolution makes row t − 1, the second t − 2; gradients of the second make t − 3, of
// the first t − 4.

enum { RING = 8, COLOURS = 3, TAPS = 81 };

typedef struct {
  const float *w0, *b0, *w1, *b1, *c0, *e0, *c1, *e1, *ws, *bs;
  float t0[AEZ_FITTED_HIDDEN * AEZ_FITTED_GRIDS], t1[AEZ_FITTED_HIDDEN * COLOURS];
  float ts[AEZ_FITTED_GRIDS * COLOURS];
  float *s0, *s1, *k0, *f0, *k1, *f1, *ss;
} NAME(synthesis_weights);

typedef struct {
  float hidden[AEZ_FITTED_HIDDEN][TILE], back[AEZ_FITTED_HIDDEN][TILE];
  float colours[COLOURS][TILE], straight[COLOURS][TILE];
} NAME(synthesis_maps);

// The rings of y0, y1, d2, d1 and d0, three planes each.
enum { Y0, Y1, D2, D1, D0 };

INLINE float *ring_row(const aez_fitted_synthesis *s, int ring, int32_t row, int colour) {
  row = row < 0 ? 0 : row >= s->height ? s->height - 1 : row;
  return s->rows + (((ptrdiff_t)ring * RING + (row & (RING - 1))) * COLOURS + colour) * s->stride
      + AEZ_FITTED_LEFT;
}

static void NAME(synthesis_split)(NAME(synthesis_weights) *w, const aez_fitted_synthesis *s) {
  size_t g = s->grids, h = s->hidden;
  w->w0 = s->weights;
  w->b0 = w->w0 + h * g;
  w->w1 = w->b0 + h;
  w->b1 = w->w1 + COLOURS * h;
  w->c0 = w->b1 + COLOURS;
  w->e0 = w->c0 + TAPS;
  w->c1 = w->e0 + COLOURS;
  w->e1 = w->c1 + TAPS;
  w->ws = w->e1 + COLOURS;
  w->bs = w->ws + COLOURS * g;
  transpose(w->w0, h, g, w->t0);
  transpose(w->w1, COLOURS, h, w->t1);
  transpose(w->ws, COLOURS, g, w->ts);
  w->s0 = s->sums;
  w->s1 = w->s0 + h * (g + 1) * LANES;
  w->k0 = w->s1 + COLOURS * (h + 1) * LANES;
  w->f0 = w->k0 + TAPS * LANES;
  w->k1 = w->f0 + COLOURS * LANES;
  w->f1 = w->k1 + TAPS * LANES;
  w->ss = w->f1 + COLOURS * LANES;
}

// Repeats the outermost columns of a row.
INLINE void repeat_edges(float *row, int32_t width) {
  row[-1] = row[0];
  row[width] = row[width - 1];
}

INLINE void synthesis_pointwise(
    const aez_fitted_synthesis *s, const NAME(synthesis_weights) *w, NAME(synthesis_maps) *m,
    int32_t row) {
  for (int32_t first = 0; first < s->width; first += TILE) {
    size_t left = s->width - first, count = rounded_up(left < TILE ? left : TILE, 2 * LANES);
    const float *in = s->inputs + row * s->stride + first;
    product(w->w0, s->hidden, s->grids, w->b0, in, s->plane, m->hidden[0], TILE, NULL, count, 6,
            RELU);
    product(w->w1, COLOURS, s->hidden, w->b1, m->hidden[0], TILE, ring_row(s, Y0, row, 0) + first,
            s->stride, NULL, count, 3, PLAIN);
  }
  for (int c = 0; c < COLOURS; c++) repeat_edges(ring_row(s, Y0, row, c), s->width);
}

// Four vectors of y = x + bias + taps ∗ x for all colours.
INLINE void convolve(
    const float *const rows[COLOURS][3], const float *taps, const float *bias, int32_t x,
    vec out[COLOURS][4]) {
  UNROLL for (int o = 0; o < COLOURS; o++)
    UNROLL for (int v = 0; v < 4; v++) out[o][v] = all(bias[o]);
  for (int i = 0; i < COLOURS; i++)
    for (int dy = 0; dy < 3; dy++)
      UNROLL for (int dx = 0; dx < 3; dx++) {
        const float *p = rows[i][dy] + x + dx - 1;
        UNROLL for (int o = 0; o < COLOURS; o++) {
          vec weight = all(taps[((o * 3 + i) * 3 + dy) * 3 + dx]);
          UNROLL for (int v = 0; v < 4; v++)
            out[o][v] = fma_vec(weight, load(p + v * LANES), out[o][v]);
        }
      }
}

INLINE void synthesis_convolution(
    const aez_fitted_synthesis *s, int from, int to, int32_t row, const float *taps,
    const float *bias, bool relu, int32_t to_row) {
  const float *rows[COLOURS][3];
  for (int c = 0; c < COLOURS; c++)
    for (int k = 0; k < 3; k++) rows[c][k] = ring_row(s, from, row + k - 1, c);
  for (int32_t x = 0; x < s->width; x += 4 * LANES) {
    vec out[COLOURS][4];
    convolve(rows, taps, bias, x, out);
    UNROLL for (int o = 0; o < COLOURS; o++)
      UNROLL for (int v = 0; v < 4; v++) {
        vec y = out[o][v] + load(rows[o][1] + x + v * LANES);
        if (relu) y = larger(y, all(0));
        store(ring_row(s, to, to_row, o) + x + v * LANES, y);
      }
  }
}

INLINE void write_samples(const aez_fitted_synthesis *s, int32_t row, int c, int32_t first,
                          size_t live, const float *values) {
  uint8_t *to = s->samples + ((size_t)row * s->width + first) * COLOURS + c;
  for (size_t b = 0; b < live; b++) to[b * COLOURS] = (uint8_t)values[b];
}

// Samples of the target as 0…1; beyond the end of a row they are those of its last pixels.
INLINE vec target_of(const aez_fitted_synthesis *s, int32_t row, int c, int32_t column) {
  vec samples = all(0);
  const uint8_t *from = s->target + (size_t)row * s->width * COLOURS + c;
  int32_t last = s->width - 1;
  if (column + LANES <= s->width) {
    UNROLL for (int i = 0; i < LANES; i++) samples[i] = from[(column + i) * COLOURS];
  } else {
    for (int i = 0; i < LANES; i++)
      samples[i] = from[(column + i < last ? column + i : last) * COLOURS];
  }
  return samples / all(255);
}

// Adds the linear path to a row, which lies in ring D2. Replaces it by the error's gradient when
// fitting. Returns the squared error.
INLINE double synthesis_output(
    const aez_fitted_synthesis *s, const NAME(synthesis_weights) *w, NAME(synthesis_maps) *m,
    int32_t row) {
  vec error = all(0);
  for (int32_t first = 0; first < s->width; first += TILE) {
    size_t left = s->width - first, live = left < TILE ? left : TILE;
    size_t count = rounded_up(live, 2 * LANES);
    const float *in = s->inputs + row * s->stride + first;
    product(w->ws, COLOURS, s->grids, w->bs, in, s->plane, m->straight[0], TILE, NULL, count, 3,
            PLAIN);
    for (int c = 0; c < COLOURS; c++) {
      float *y = ring_row(s, D2, row, c) + first, samples[TILE];
      for (size_t b = 0; b < count; b += LANES) {
        vec out = load(y + b) + load(m->straight[c] + b);
        if (s->samples)
          store(samples + b, fma_vec(larger(smaller(out, all(1)), all(0)), all(255), all(0.5f)));
        if (!s->target) continue;
        vec e = (vec)((bits)(out - target_of(s, row, c, first + b)) & lanes_below(b, live));
        error = fma_vec(e, e, error);
        if (s->errors) {
          float *to = s->errors + row * s->stride + first + b;
          store(to, c > 0 ? fma_vec(e, e, load(to)) : e * e);
        }
        e = e * all(2.0f / 3);
        store(y + b, e);
        store(m->colours[c] + b, e);
      }
      if (s->samples) write_samples(s, row, c, first, live, samples);
    }
    if (!s->gradients) continue;
    outer(w->ss, s->grids + 1, m->colours[0], COLOURS, in, s->plane, s->grids, count, 3, 4);
    outer_bias(w->ss + s->grids * LANES, s->grids + 1, m->colours[0], COLOURS, count);
  }
  return lane_sum(error);
}

#include "synthesis_back_body.h"

static double NAME(synthesis)(const aez_fitted_synthesis *s) {
  NAME(synthesis_weights) w;
  NAME(synthesis_maps) m;
  NAME(synthesis_split)(&w, s);
  double error = 0;
  for (int32_t t = 0; t < s->height + 4; t++) {
    if (t < s->height) synthesis_pointwise(s, &w, &m, t);
    int32_t row = t - 1;
    if (row >= 0 && row < s->height) {
      synthesis_convolution(s, Y0, Y1, row, w.c0, w.e0, true, row);
      for (int c = 0; c < COLOURS; c++) repeat_edges(ring_row(s, Y1, row, c), s->width);
    }
    row = t - 2;
    if (row >= 0 && row < s->height) {
      synthesis_convolution(s, Y1, D2, row, w.c1, w.e1, false, row);
      error += synthesis_output(s, &w, &m, row);
      if (s->gradients) {
        for (int c = 0; c < COLOURS; c++) clear_edges(ring_row(s, D2, row, c), s->width);
        tap_gradients(s, Y1, D2, row, w.k1, w.f1);
      }
    }
    if (!s->gradients) continue;
    row = t - 3;
    if (row >= 0 && row < s->height) {
      convolution_back(s, D2, D1, row, w.c1, Y1);
      tap_gradients(s, Y0, D1, row, w.k0, w.f0);
    }
    row = t - 4;
    if (row >= 0 && row < s->height) {
      convolution_back(s, D1, D0, row, w.c0, -1);
      pointwise_back(s, &w, &m, row);
    }
  }
  return error;
}
