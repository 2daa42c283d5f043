// The gradients of weights, included by kernels_body.h for each instruction set.

// Packs `count` numbers of every row, which lie `stride` apart, and pads them with zeros to
// `width`.
INLINE void gather(
    float *to, const float *from, size_t rows, size_t stride, size_t count, const size_t width) {
  for (size_t r = 0; r < rows; r++, to += width, from += stride) {
    if (count >= width) {
      UNROLL for (size_t i = 0; i < width; i++) to[i] = from[i];
    } else {
      for (size_t i = 0; i < width; i++) to[i] = i < count ? from[i] : 0;
    }
  }
}

// A tile of ROWS outputs by WIDTH inputs of the gradient, over `rows` positions.
//
// in:       rows × AEZ_PANEL, from the tile's first input on
// gradient: rows × ROWS
// out:      `count` rows of the gradient, `stride` apart
INLINE void gradient_tile(
    const float *in, const float *gradient, size_t rows, float *out, size_t stride,
    const size_t count, bool begun) {
  vec acc[ROWS][VECTORS];
  UNROLL for (size_t r = 0; r < ROWS; r++)
    UNROLL for (size_t v = 0; v < VECTORS; v++)
      acc[r][v] = begun && r < count ? load(out + r * stride + v * LANES) : all(0);
  ROLLED for (size_t k = 0; k < rows; k++) {
    vec x[VECTORS];
    UNROLL for (size_t v = 0; v < VECTORS; v++) x[v] = load(in + k * AEZ_PANEL + v * LANES);
    UNROLL for (size_t r = 0; r < ROWS; r++) {
      vec g = all(gradient[k * ROWS + r]);
      UNROLL for (size_t v = 0; v < VECTORS; v++) acc[r][v] = fma_vec(g, x[v], acc[r][v]);
    }
  }
  UNROLL for (size_t r = 0; r < ROWS; r++)
    if (r < count) {
      UNROLL for (size_t v = 0; v < VECTORS; v++) store(out + r * stride + v * LANES, acc[r][v]);
    }
}

// One panel of inputs against all outputs.
static void NAME(gradient_panel)(
    const aez_product_gradient *p, const float *in, size_t rows, size_t column, bool begun) {
  size_t stride = (p->inputs + AEZ_PANEL - 1) / AEZ_PANEL * AEZ_PANEL;
  for (size_t o = 0; o < p->outputs; o += ROWS) {
    const float *gradient = p->scratch + o * rows;
    size_t count = p->outputs - o < ROWS ? p->outputs - o : ROWS;
    for (size_t part = 0; part < AEZ_PANEL; part += WIDTH) {
      float *out = p->out + o * stride + column + part;
      if (count == ROWS) gradient_tile(in + part, gradient, rows, out, stride, ROWS, begun);
      else gradient_tile(in + part, gradient, rows, out, stride, count, begun);
    }
  }
}

// Both factors are packed, so that a tile reads contiguous memory: rows of a map often lie a power
// of two apart and would compete for the same cache lines.
static void NAME(product_gradient)(const aez_product_gradient *p) {
  float in[AEZ_GRADIENT_BLOCK * AEZ_PANEL] __attribute__((aligned(64)));
  for (size_t row = 0; row == 0 || row < p->rows; row += AEZ_GRADIENT_BLOCK) {
    size_t left = p->rows - row;
    size_t rows = left < AEZ_GRADIENT_BLOCK ? left : AEZ_GRADIENT_BLOCK;
    for (size_t o = 0; o < p->outputs; o += ROWS)
      gather(
          p->scratch + o * rows, p->gradient + row * p->outputs + o, rows, p->outputs,
          p->outputs - o, ROWS);
    for (size_t column = 0; column < p->inputs; column += AEZ_PANEL) {
      gather(
          in, p->in + row * p->in_stride + column, rows, p->in_stride, p->inputs - column,
          AEZ_PANEL);
      NAME(gradient_panel)(p, in, rows, column, p->accumulate || row > 0);
    }
  }
}

// One row of the map and one row of taps, for one vector of channels. The middle of the row, where
// no tap lies outside, is preceded and followed by the positions near both ends.
INLINE void depthwise_gradient_row(
    const aez_depthwise_gradient *p, size_t row, size_t dy, size_t channel, const size_t size) {
  const size_t half = size / 2, channels = p->channels, columns = p->columns;
  const float *in = p->in + (row + dy - half) * columns * channels + channel;
  const float *gradient = p->gradient + row * columns * channels + channel;
  float *out = p->out + dy * size * channels + channel;
  size_t first = half < columns ? half : columns;
  size_t end = columns > 2 * half ? columns - half : first;
  vec acc[7];
  UNROLL for (size_t dx = 0; dx < size; dx++) {
    acc[dx] = load(out + dx * channels);
    for (size_t x = half - (dx < half ? dx : half); x < first && x + dx < columns + half; x++)
      acc[dx] = fma_vec(
          load(gradient + x * channels), load(in + (x + dx - half) * channels), acc[dx]);
  }
  for (size_t x = first; x < end; x++) {
    vec g = load(gradient + x * channels);
    UNROLL for (size_t dx = 0; dx < size; dx++)
      acc[dx] = fma_vec(g, load(in + (x + dx - half) * channels), acc[dx]);
  }
  UNROLL for (size_t dx = 0; dx < size; dx++) {
    for (size_t x = end + dx < half ? half - dx : end; x + dx < columns + half && x < columns; x++)
      acc[dx] = fma_vec(
          load(gradient + x * channels), load(in + (x + dx - half) * channels), acc[dx]);
    store(out + dx * channels, acc[dx]);
  }
}

static void NAME(depthwise_gradient)(const aez_depthwise_gradient *p) {
  size_t half = p->size / 2;
  for (size_t row = 0; row < p->rows; row++)
    for (size_t dy = 0; dy < p->size; dy++) {
      if (row + dy < half || row + dy - half >= p->rows) continue;
      for (size_t channel = 0; channel < p->channels; channel += LANES) {
        if (p->size == 3) depthwise_gradient_row(p, row, dy, channel, 3);
        else if (p->size == 5) depthwise_gradient_row(p, row, dy, channel, 5);
        else depthwise_gradient_row(p, row, dy, channel, 7);
      }
    }
}

static void NAME(channel_dots)(
    float *out, const float *a, const float *b, size_t positions, size_t channels) {
  for (size_t c = 0; c < channels; c++) out[c] = 0;
  for (size_t p = 0; p < positions; p++) {
    const float *x = a + p * channels;
    if (b) {
      const float *y = b + p * channels;
      for (size_t c = 0; c < channels; c++) out[c] += x[c] * y[c];
    } else {
      for (size_t c = 0; c < channels; c++) out[c] += x[c];
    }
  }
}

// Sixteen chains for every vector width, so that all instruction sets add in the same order.
static double NAME(dot)(const float *a, const float *b, size_t count) {
  double chains[16] = {0}, sum = 0;
  size_t whole = count / 16 * 16;
  for (size_t i = 0; i < whole; i += 16)
    UNROLL for (size_t l = 0; l < 16; l++) chains[l] += (double)a[i + l] * (double)b[i + l];
  for (size_t i = whole; i < count; i++) chains[i - whole] += (double)a[i] * (double)b[i];
  for (size_t l = 0; l < 16; l++) sum += chains[l];
  return sum;
}

static double NAME(sum)(const float *in, size_t count) {
  double chains[16] = {0}, sum = 0;
  size_t whole = count / 16 * 16;
  for (size_t i = 0; i < whole; i += 16)
    UNROLL for (size_t l = 0; l < 16; l++) chains[l] += (double)in[i + l];
  for (size_t i = whole; i < count; i++) chains[i - whole] += (double)in[i];
  for (size_t l = 0; l < 16; l++) sum += chains[l];
  return sum;
}
