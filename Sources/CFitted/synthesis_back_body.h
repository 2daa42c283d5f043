// Gradients of synthesis, included by synthesis_body.h.

// Zeros beyond both ends of a row of gradients.
INLINE void clear_edges(float *row, int32_t width) {
  for (int32_t x = -AEZ_FITTED_LEFT; x < 0; x++) row[x] = 0;
  for (int32_t x = width; x < (int32_t)rounded_up(width, TILE) + 8; x++) row[x] = 0;
}

// sums[o][i][dy][dx] += Σ over a row of d[o] · x[i], shifted.
INLINE void tap_gradients(
    const aez_fitted_synthesis *s, int inputs, int outputs, int32_t row, float *taps,
    float *bias) {
  for (int i = 0; i < COLOURS; i++)
    for (int dy = 0; dy < 3; dy++) {
      const float *p = ring_row(s, inputs, row + dy - 1, i), *d[COLOURS];
      for (int o = 0; o < COLOURS; o++) d[o] = ring_row(s, outputs, row, o);
      vec acc[COLOURS][3];
      UNROLL for (int o = 0; o < COLOURS; o++)
        UNROLL for (int dx = 0; dx < 3; dx++) acc[o][dx] = all(0);
      for (int32_t x = 0; x < s->width; x += LANES) {
        vec left = load(p + x - 1), here = load(p + x), right = load(p + x + 1);
        UNROLL for (int o = 0; o < COLOURS; o++) {
          vec g = load(d[o] + x);
          acc[o][0] = fma_vec(g, left, acc[o][0]);
          acc[o][1] = fma_vec(g, here, acc[o][1]);
          acc[o][2] = fma_vec(g, right, acc[o][2]);
        }
      }
      UNROLL for (int o = 0; o < COLOURS; o++)
        UNROLL for (int dx = 0; dx < 3; dx++) {
          float *sum = taps + (((o * 3 + i) * 3 + dy) * 3 + dx) * LANES;
          store(sum, load(sum) + acc[o][dx]);
        }
    }
  for (int o = 0; o < COLOURS; o++) {
    const float *d = ring_row(s, outputs, row, o);
    vec acc = load(bias + o * LANES);
    for (int32_t x = 0; x < s->width; x += LANES) acc += load(d + x);
    store(bias + o * LANES, acc);
  }
}

// The gradients of a convolution's inputs in a row: those of the outputs around it, mirrored. The
// rows and columns that repeat at the borders collect what fell beyond them.
INLINE void convolution_back(
    const aez_fitted_synthesis *s, int outputs, int inputs, int32_t row, const float *taps,
    int masked_by) {
  // The output rows, and the tap rows by which they saw this input row.
  int32_t seen[5][2], count = 0;
  for (int32_t r = row - 1; r <= row + 1; r++)
    for (int32_t dy = 0; dy < 3; dy++) {
      if (r < 0 || r >= s->height) continue;
      int32_t at = r + dy - 1;
      at = at < 0 ? 0 : at >= s->height ? s->height - 1 : at;
      if (at == row) seen[count][0] = r, seen[count++][1] = dy;
    }
  for (int32_t x = 0; x < s->width; x += 4 * LANES) {
    vec acc[COLOURS][4];
    UNROLL for (int i = 0; i < COLOURS; i++)
      UNROLL for (int v = 0; v < 4; v++)
        acc[i][v] = load(ring_row(s, outputs, row, i) + x + v * LANES);
    for (int32_t k = 0; k < count; k++)
      for (int o = 0; o < COLOURS; o++) {
        const float *d = ring_row(s, outputs, seen[k][0], o) + x + 1;
        UNROLL for (int dx = 0; dx < 3; dx++)
          UNROLL for (int i = 0; i < COLOURS; i++) {
            vec weight = all(taps[((o * 3 + i) * 3 + seen[k][1]) * 3 + dx]);
            UNROLL for (int v = 0; v < 4; v++)
              acc[i][v] = fma_vec(weight, load(d - dx + v * LANES), acc[i][v]);
          }
      }
    UNROLL for (int i = 0; i < COLOURS; i++)
      UNROLL for (int v = 0; v < 4; v++)
        store(ring_row(s, inputs, row, i) + x + v * LANES, acc[i][v]);
  }
  for (int i = 0; i < COLOURS; i++) {
    float *to = ring_row(s, inputs, row, i);
    for (int32_t k = 0; k < count; k++)
      for (int o = 0; o < COLOURS; o++) {
        const float *d = ring_row(s, outputs, seen[k][0], o);
        const float *tap = taps + ((o * 3 + i) * 3 + seen[k][1]) * 3;
        to[0] += tap[0] * d[0];
        to[s->width - 1] += tap[2] * d[s->width - 1];
      }
    if (masked_by >= 0) {
      const float *y = ring_row(s, masked_by, row, i);
      for (int32_t x = 0; x < s->width; x += LANES)
        store(to + x, (vec)((bits)load(to + x) & (load(y + x) > all(0))));
    }
    clear_edges(to, s->width);
  }
}

INLINE void pointwise_back(
    const aez_fitted_synthesis *s, const NAME(synthesis_weights) *w, NAME(synthesis_maps) *m,
    int32_t row) {
  size_t h = s->hidden, g = s->grids;
  for (int32_t first = 0; first < s->width; first += TILE) {
    size_t left = s->width - first, live = left < TILE ? left : TILE;
    size_t count = rounded_up(live, 2 * LANES);
    const float *in = s->inputs + row * s->stride + first;
    for (int c = 0; c < COLOURS; c++)
      memcpy(m->colours[c], ring_row(s, D0, row, c) + first, sizeof(float) * count);
    product(w->w0, h, g, w->b0, in, s->plane, m->hidden[0], TILE, NULL, count, 6, RELU);
    product(w->t1, h, COLOURS, NULL, m->colours[0], TILE, m->back[0], TILE, m->hidden[0], count,
            6, MASKED);
    if ((first / TILE + row) % s->every == s->phase) {
      outer(w->s1, h + 1, m->colours[0], COLOURS, m->hidden[0], TILE, h, count, 3, 4);
      outer_bias(w->s1 + h * LANES, h + 1, m->colours[0], COLOURS, count);
      outer(w->s0, g + 1, m->back[0], h, in, s->plane, g, count, 3, 4);
      outer_bias(w->s0 + g * LANES, g + 1, m->back[0], h, count);
    }
    float *to = s->gradients + row * s->stride + first;
    product(w->t0, g, h, NULL, m->back[0], TILE, to, s->plane, NULL, count, 4, PLAIN);
    for (size_t i = 0; i < g; i++)
      for (size_t b = 0; b < count; b += LANES) {
        float *at = to + i * s->plane + b;
        vec x = load(at);
        for (int c = 0; c < COLOURS; c++)
          x = fma_vec(all(w->ts[i * COLOURS + c]),
                      load(ring_row(s, D2, row, c) + first + b), x);
        store(at, (vec)((bits)x & lanes_below(b, live)));
      }
  }
}
