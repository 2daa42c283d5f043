// Depthwise convolutions, included by kernels_body.h for each instruction set.

// TILE: outputs that are computed side by side.
// CHANNEL_BLOCK: channels whose inputs and weights stay in the L1 cache along a row.
enum { TILE = 8, CHANNEL_BLOCK = 128 };

// COUNT adjacent outputs of a depthwise convolution for one vector of channels, as independent
// chains. All of them use the taps left ... right. Where these are constants, the compiler loads
// the inputs that neighbours share only once.
INLINE void depthwise_tile(
    const aez_depthwise *p, size_t row, size_t x, size_t channel, size_t left, size_t right,
    const size_t size, const size_t count, const bool known) {
  const size_t half = size / 2, channels = p->channels, line = p->columns * channels;
  size_t top = row < half ? half - row : 0;
  size_t bottom = row + half >= p->rows ? p->rows - 1 - row + half : size - 1;
  vec bias = p->bias ? load(p->bias + channel) : all(0), sums[TILE];
  UNROLL for (size_t i = 0; i < count; i++) sums[i] = bias;
  for (size_t dy = top; dy <= bottom; dy++) {
    const float *in = p->in + (row + dy - half) * line + channel;
    const float *weights = p->weights + dy * size * channels + channel;
    if (known) {
      UNROLL for (size_t dx = 0; dx < size; dx++) {
        vec w = load(weights + dx * channels);
        UNROLL for (size_t i = 0; i < count; i++)
          sums[i] = fma_vec(load(in + (x + i + dx - half) * channels), w, sums[i]);
      }
    } else {
      for (size_t dx = left; dx <= right; dx++) {
        vec w = load(weights + dx * channels);
        UNROLL for (size_t i = 0; i < count; i++)
          sums[i] = fma_vec(load(in + (x + i + dx - half) * channels), w, sums[i]);
      }
    }
  }
  float *out = p->out + (row - p->first_row) * line + x * channels + channel;
  UNROLL for (size_t i = 0; i < count; i++) store(out + i * channels, sums[i]);
}

// Some channels of one output row, tile by tile. Outputs near both ends, where some taps lie
// outside, are computed one by one.
INLINE void depthwise_row(
    const aez_depthwise *p, size_t row, size_t first, const size_t size, const bool known) {
  const size_t half = size / 2, columns = p->columns;
  size_t end = first + CHANNEL_BLOCK < p->channels ? first + CHANNEL_BLOCK : p->channels;
  for (size_t x = 0; x < columns;) {
    bool whole = x >= half && x + TILE + half <= columns;
    size_t left = x < half ? half - x : 0;
    size_t right = x + half >= columns ? columns - 1 - x + half : size - 1;
    for (size_t channel = first; channel < end; channel += LANES) {
      if (whole) depthwise_tile(p, row, x, channel, 0, size - 1, size, TILE, known);
      else depthwise_tile(p, row, x, channel, left, right, size, 1, false);
    }
    x += whole ? TILE : 1;
  }
}

static void NAME(depthwise)(const aez_depthwise *p) {
  for (size_t row = p->first_row; row < p->end_row; row++)
    for (size_t first = 0; first < p->channels; first += CHANNEL_BLOCK) {
      if (p->size == 3) depthwise_row(p, row, first, 3, true);
      else if (p->size == 5) depthwise_row(p, row, first, 5, true);
      else depthwise_row(p, row, first, p->size, false);
    }
}
