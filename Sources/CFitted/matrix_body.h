// Products of small matrices with maps of up to TILE positions, and their gradients.

// What a product does with its sums.
enum { PLAIN, RELU, MASKED };

// outputs × vectors of sums, each one chain: bias, then input 0, 1, 2 …
INLINE void product_tile(
    const float *weights, size_t inputs, const float *bias, const float *in, ptrdiff_t in_stride,
    float *out, ptrdiff_t out_stride, const float *mask, const size_t outputs,
    const size_t vectors, const int end) {
  vec acc[6][4];
  UNROLL for (size_t o = 0; o < outputs; o++)
    UNROLL for (size_t v = 0; v < vectors; v++) acc[o][v] = bias ? all(bias[o]) : all(0);
  for (size_t i = 0; i < inputs; i++, in += in_stride) {
    vec x[4];
    UNROLL for (size_t v = 0; v < vectors; v++) x[v] = load(in + v * LANES);
    UNROLL for (size_t o = 0; o < outputs; o++) {
      vec w = all(weights[o * inputs + i]);
      UNROLL for (size_t v = 0; v < vectors; v++) acc[o][v] = fma_vec(w, x[v], acc[o][v]);
    }
  }
  UNROLL for (size_t o = 0; o < outputs; o++)
    UNROLL for (size_t v = 0; v < vectors; v++) {
      vec x = acc[o][v];
      if (end == RELU) x = larger(x, all(0));
      if (end == MASKED)
        x = (vec)((bits)x & (load(mask + o * TILE + v * LANES) > all(0)));
      store(out + (ptrdiff_t)o * out_stride + v * LANES, x);
    }
}

INLINE void product_rows(
    const float *weights, size_t inputs, const float *bias, const float *in, ptrdiff_t in_stride,
    float *out, ptrdiff_t out_stride, const float *mask, size_t count, const size_t outputs,
    const int end) {
  size_t b = 0;
  // Few outputs take more positions at a time, as the steps of one chain wait for one another.
  if (outputs <= 2)
    for (; b + 4 * LANES <= count; b += 4 * LANES)
      product_tile(
          weights, inputs, bias, in + b, in_stride, out + b, out_stride, mask ? mask + b : NULL,
          outputs, outputs <= 2 ? 4 : 2, end);
  for (; b < count; b += 2 * LANES)
    product_tile(
        weights, inputs, bias, in + b, in_stride, out + b, out_stride, mask ? mask + b : NULL,
        outputs, 2, end);
}

// out[o] = end(bias[o] + Σ weights[o][i] · in[i]) for `count` positions, a multiple of 2 · LANES.
INLINE void product(
    const float *weights, size_t outputs, size_t inputs, const float *bias, const float *in,
    ptrdiff_t in_stride, float *out, ptrdiff_t out_stride, const float *mask, size_t count,
    const size_t step, const int end) {
  size_t o = 0;
#define ROWS_OF(n)                                                                             \
  product_rows(                                                                                \
      weights + o * inputs, inputs, bias ? bias + o : NULL, in, in_stride,                     \
      out + (ptrdiff_t)o * out_stride, out_stride, mask ? mask + o * TILE : NULL, count, n, end)
  for (; o + step <= outputs; o += step) ROWS_OF(step);
  for (; o + 3 <= outputs; o += 3) ROWS_OF(3);
  for (; o + 2 <= outputs; o += 2) ROWS_OF(2);
  for (; o < outputs; o++) ROWS_OF(1);
#undef ROWS_OF
}

// sums[o][i] += Σ over positions of d[o] · x[i], lane by lane.
INLINE void outer_tile(
    float *sums, size_t sums_stride, const float *d, const float *x, ptrdiff_t x_stride,
    size_t count, const size_t rows, const size_t columns) {
  vec acc[6][6];
  UNROLL for (size_t o = 0; o < rows; o++)
    UNROLL for (size_t i = 0; i < columns; i++) acc[o][i] = all(0);
  for (size_t b = 0; b < count; b += LANES) {
    vec in[6];
    UNROLL for (size_t i = 0; i < columns; i++) in[i] = load(x + (ptrdiff_t)i * x_stride + b);
    UNROLL for (size_t o = 0; o < rows; o++) {
      vec g = load(d + o * TILE + b);
      UNROLL for (size_t i = 0; i < columns; i++) acc[o][i] = fma_vec(g, in[i], acc[o][i]);
    }
  }
  UNROLL for (size_t o = 0; o < rows; o++)
    UNROLL for (size_t i = 0; i < columns; i++) {
      float *sum = sums + (o * sums_stride + i) * LANES;
      store(sum, load(sum) + acc[o][i]);
    }
}

INLINE void outer_rows(
    float *sums, size_t sums_stride, const float *d, const float *x, ptrdiff_t x_stride,
    size_t inputs, size_t count, const size_t rows, const size_t columns) {
  size_t i = 0;
  for (; i + columns <= inputs; i += columns)
    outer_tile(sums + i * LANES, sums_stride, d, x + (ptrdiff_t)i * x_stride, x_stride, count,
               rows, columns);
  for (; i + 2 <= inputs; i += 2)
    outer_tile(sums + i * LANES, sums_stride, d, x + (ptrdiff_t)i * x_stride, x_stride, count,
               rows, 2);
  for (; i < inputs; i++)
    outer_tile(sums + i * LANES, sums_stride, d, x + (ptrdiff_t)i * x_stride, x_stride, count,
               rows, 1);
}

INLINE void outer(
    float *sums, size_t sums_stride, const float *d, size_t outputs, const float *x,
    ptrdiff_t x_stride, size_t inputs, size_t count, const size_t rows, const size_t columns) {
  size_t o = 0;
  for (; o + rows <= outputs; o += rows)
    outer_rows(sums + o * sums_stride * LANES, sums_stride, d + o * TILE, x, x_stride, inputs,
               count, rows, columns);
  for (; o + 2 <= outputs; o += 2)
    outer_rows(sums + o * sums_stride * LANES, sums_stride, d + o * TILE, x, x_stride, inputs,
               count, 2, 6);
  for (; o < outputs; o++)
    outer_rows(sums + o * sums_stride * LANES, sums_stride, d + o * TILE, x, x_stride, inputs,
               count, 1, 6);
}

// sums[o · sums_stride] += Σ over positions of d[o], lane by lane: the gradients of biases.
INLINE void outer_bias(
    float *sums, size_t sums_stride, const float *d, size_t outputs, size_t count) {
  for (size_t o = 0; o < outputs; o++) {
    vec acc = all(0);
    for (size_t b = 0; b < count; b += LANES) acc += load(d + o * TILE + b);
    store(sums + o * sums_stride * LANES, load(sums + o * sums_stride * LANES) + acc);
  }
}

INLINE void transpose(const float *in, size_t rows, size_t columns, float *out) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) out[c * rows + r] = in[r * columns + c];
}
