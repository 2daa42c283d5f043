// The symmetric filter of a grid, and doubling of planes, with their gradients.
//
// Both are separable: a vertical pass into a row of scratch, then a horizontal one. Each output is
// one chain of multiply-adds in the order of the weights.

// w0·(x−3 + x+3) + w1·(x−2 + x+2) + w2·(x−1 + x+1) + w3·x along a row.
INLINE vec filtered_row(const float *p, const float w[4]) {
  vec sum = all(w[0]) * (load(p - 3) + load(p + 3));
  sum = fma_vec(all(w[1]), load(p - 2) + load(p + 2), sum);
  sum = fma_vec(all(w[2]), load(p - 1) + load(p + 1), sum);
  return fma_vec(all(w[3]), load(p), sum);
}

INLINE vec filtered_column(const float *p, ptrdiff_t stride, const float w[4]) {
  vec sum = all(w[0]) * (load(p - 3 * stride) + load(p + 3 * stride));
  sum = fma_vec(all(w[1]), load(p - 2 * stride) + load(p + 2 * stride), sum);
  sum = fma_vec(all(w[2]), load(p - stride) + load(p + stride), sum);
  return fma_vec(all(w[3]), load(p), sum);
}

// The margins of the input are zeros, so the filter sees zeros beyond the borders.
static void NAME(filter)(
    const aez_fitted_plane *in, const aez_fitted_plane *out, float *scratch, const float w[4]) {
  float *row = scratch + AEZ_FITTED_LEFT;
  for (int32_t r = 0; r < in->rows; r++) {
    const float *from = in->origin + r * in->stride;
    float *to = out->origin + r * out->stride;
    for (int32_t x = -AEZ_FITTED_LEFT; x < in->columns + 4; x += LANES)
      store(row + x, filtered_column(from + x, in->stride, w));
    for (int32_t x = 0; x < in->columns; x += LANES)
      store(to + x, filtered_row(row + x, w) + load(from + x));
  }
}

INLINE void add_products(vec sums[4], vec g, const float *p, ptrdiff_t step) {
  sums[0] = fma_vec(g, load(p - 3 * step) + load(p + 3 * step), sums[0]);
  sums[1] = fma_vec(g, load(p - 2 * step) + load(p + 2 * step), sums[1]);
  sums[2] = fma_vec(g, load(p - step) + load(p + step), sums[2]);
  sums[3] = fma_vec(g, load(p), sums[3]);
}

// The gradients of the output are zeros beyond its borders.
static void NAME(filter_back)(
    const aez_fitted_plane *in, const aez_fitted_plane *in_gradients,
    const aez_fitted_plane *out_gradients, float *scratch, const float w[4], float sums[4]) {
  float *row = scratch + AEZ_FITTED_LEFT, *across = row + out_gradients->stride;
  ptrdiff_t stride = in_gradients->stride;
  vec total[4] = {all(0), all(0), all(0), all(0)};
  for (int32_t r = 0; r < in->rows; r++) {
    const float *from = in->origin + r * in->stride;
    const float *back = out_gradients->origin + r * out_gradients->stride;
    float *to = in_gradients->origin + r * stride;
    for (int32_t x = -AEZ_FITTED_LEFT; x < in->columns + 4; x += LANES)
      store(row + x, filtered_column(from + x, in->stride, w));
    for (int32_t x = 0; x < in->columns; x += LANES) {
      vec g = load(back + x);
      add_products(total, g, row + x, 1);
      vec turned = (vec)((bits)filtered_row(back + x, w) & lanes_below(x, in->columns));
      add_products(total, turned, from + x, in->stride);
      store(to + x, load(to + x) + g);
      store(across + x, turned);
    }
    for (int32_t k = -3; k <= 3; k++) {
      if (r + k < 0 || r + k >= in->rows) continue;
      vec weight = all(w[3 - (k < 0 ? -k : k)]);
      float *target = to + k * stride;
      for (int32_t x = 0; x < in->columns; x += LANES)
        store(target + x, fma_vec(weight, load(across + x), load(target + x)));
    }
  }
  for (int k = 0; k < 4; k++) sums[k] += lane_sum(total[k]);
}

// The rows and the weights of an output row: even rows weigh m + 1, m, m − 1, m − 2 by
// w1, w3, w2, w0; odd rows weigh m − 1, m, m + 1, m + 2 so. Rows repeat beyond the borders.
typedef struct {
  int32_t rows[4];
} NAME(source_rows);

INLINE NAME(source_rows) sources_of(int32_t row, int32_t rows) {
  NAME(source_rows) s;
  int32_t m = row / 2, step = row & 1 ? 1 : -1;
  int32_t wanted[4] = {m + 2 * step, m - step, m + step, m};
  for (int k = 0; k < 4; k++)
    s.rows[k] = wanted[k] < 0 ? 0 : wanted[k] >= rows ? rows - 1 : wanted[k];
  return s;
}

INLINE vec weighted(vec p0, vec p1, vec p2, vec p3, const float w[4]) {
  vec sum = all(w[0]) * p0;
  sum = fma_vec(all(w[1]), p1, sum);
  sum = fma_vec(all(w[2]), p2, sum);
  return fma_vec(all(w[3]), p3, sum);
}

// The vertical pass of an output row, with two repeated columns on both sides.
INLINE void vertical_pass(
    const aez_fitted_plane *in, NAME(source_rows) s, const float w[4], float *row) {
  const float *p[4];
  for (int k = 0; k < 4; k++) p[k] = in->origin + s.rows[k] * in->stride;
  for (int32_t x = 0; x < in->columns; x += LANES)
    store(row + x,
          weighted(load(p[0] + x), load(p[1] + x), load(p[2] + x), load(p[3] + x), w));
  row[-2] = row[-1] = row[0];
  row[in->columns] = row[in->columns + 1] = row[in->columns - 1];
}

#define FIRST_HALVES 0, 8, 1, 9, 2, 10, 3, 11
#define SECOND_HALVES 4, 12, 5, 13, 6, 14, 7, 15
#define EVEN_LANES 0, 2, 4, 6, 8, 10, 12, 14
#define ODD_LANES 1, 3, 5, 7, 9, 11, 13, 15

static void NAME(upsample)(
    const aez_fitted_plane *in, const aez_fitted_plane *out, float *scratch, const float w[4]) {
  float *row = scratch + AEZ_FITTED_LEFT;
  for (int32_t r = 0; r < out->rows; r++) {
    vertical_pass(in, sources_of(r, in->rows), w, row);
    float *to = out->origin + r * out->stride;
    for (int32_t x = 0; x < in->columns; x += LANES) {
      vec before2 = load(row + x - 2), before = load(row + x - 1), here = load(row + x);
      vec after = load(row + x + 1), after2 = load(row + x + 2);
      vec even = weighted(before2, after, before, here, w);
      vec odd = weighted(after2, before, after, here, w);
      store(to + 2 * x, __builtin_shufflevector(even, odd, FIRST_HALVES));
      store(to + 2 * x + LANES, __builtin_shufflevector(even, odd, SECOND_HALVES));
    }
    // Columns beyond the border stay zeros for those who filter this plane.
    for (int32_t x = out->columns; x < 2 * in->columns; x++) to[x] = 0;
  }
}

// Splits gradients of a row into those of even and of odd columns, with zeros on both sides.
INLINE void split_row(
    const aez_fitted_plane *g, int32_t r, int32_t columns, float *even, float *odd) {
  const float *from = g->origin + r * g->stride;
  for (int32_t x = 0; x < columns + 4; x += LANES) {
    vec a = load(from + 2 * x), b = load(from + 2 * x + LANES);
    bits live_even = lanes_below(x, (g->columns + 1) / 2), live_odd = lanes_below(x, g->columns / 2);
    store(even + x, (vec)((bits)__builtin_shufflevector(a, b, EVEN_LANES) & live_even));
    store(odd + x, (vec)((bits)__builtin_shufflevector(a, b, ODD_LANES) & live_odd));
  }
  store(even - LANES, all(0));
  store(odd - LANES, all(0));
}

static void NAME(upsample_back)(
    const aez_fitted_plane *in, const aez_fitted_plane *in_gradients,
    const aez_fitted_plane *out_gradients, float *scratch, const float w[4], float sums[4]) {
  ptrdiff_t length = out_gradients->stride;
  float *row = scratch + AEZ_FITTED_LEFT, *even = row + length, *odd = even + length;
  float *turned = odd + length;
  int32_t columns = in->columns;
  vec total[4] = {all(0), all(0), all(0), all(0)};
  for (int32_t r = 0; r < out_gradients->rows; r++) {
    NAME(source_rows) s = sources_of(r, in->rows);
    vertical_pass(in, s, w, row);
    split_row(out_gradients, r, columns, even, odd);
    for (int32_t x = 0; x < columns; x += LANES) {
      vec e = load(even + x), o = load(odd + x);
      total[0] = fma_vec(e, load(row + x - 2), fma_vec(o, load(row + x + 2), total[0]));
      total[1] = fma_vec(e, load(row + x + 1), fma_vec(o, load(row + x - 1), total[1]));
      total[2] = fma_vec(e, load(row + x - 1), fma_vec(o, load(row + x + 1), total[2]));
      total[3] = fma_vec(e + o, load(row + x), total[3]);
    }
    for (int32_t x = -LANES; x < columns + 2; x += LANES)
      store(turned + x,
            weighted(load(even + x + 2) + load(odd + x - 2),
                     load(even + x - 1) + load(odd + x + 1),
                     load(even + x + 1) + load(odd + x - 1), load(even + x) + load(odd + x), w));
    // What fell on repeated columns belongs to those at the border.
    turned[0] += turned[-1] + turned[-2];
    turned[columns - 1] += turned[columns] + turned[columns + 1];
    for (int32_t x = columns; x < (int32_t)rounded_up(columns, LANES); x++) turned[x] = 0;
    for (int k = 0; k < 4; k++) {
      const float *from = in->origin + s.rows[k] * in->stride;
      float *to = in_gradients->origin + s.rows[k] * in_gradients->stride;
      vec weight = all(w[k]);
      for (int32_t x = 0; x < columns; x += LANES) {
        vec g = load(turned + x);
        total[k] = fma_vec(g, load(from + x), total[k]);
        store(to + x, fma_vec(weight, g, load(to + x)));
      }
    }
  }
  for (int k = 0; k < 4; k++) sums[k] += lane_sum(total[k]);
}
