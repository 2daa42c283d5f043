// Blocks of 8×8 pixels and their cosine transform; all arithmetic is in integers.

// The cosines cos((2x + 1)uπ/16) / 2, those of u = 0 by √½, in 1/2048; [u][x].
static const int32_t NAME(cosines)[64] = {
    724,  724,  724,  724,  724,  724,  724,  724,  //
    1004, 851,  569,  200,  -200, -569, -851, -1004,
    946,  392,  -392, -946, -946, -392, 392,  946,  //
    851,  -200, -1004, -569, 569, 1004, 200,  -851,
    724,  -724, -724, 724,  724,  -724, -724, 724,  //
    569,  -1004, 200, 851,  -851, -200, 1004, -569,
    392,  -946, 946,  -392, -392, 946,  -946, 392,  //
    200,  -569, 851,  -1004, 1004, -851, 569, -200,
};
// The same, [x][u].
static const int32_t NAME(turned_cosines)[64] = {
    724, 1004, 946,  851,   724,  569,   392,  200,  //
    724, 851,  392,  -200,  -724, -1004, -946, -569,
    724, 569,  -392, -1004, -724, 200,   946,  851,  //
    724, 200,  -946, -569,  724,  851,   -392, -1004,
    724, -200, -946, 569,   724,  -851,  -392, 1004,  //
    724, -569, -392, 1004,  -724, -200,  946,  -851,
    724, -851, 392,  200,   -724, 1004,  -946, 569,  //
    724, -1004, 946, -851,  724,  -569,  392,  -200,
};

// Transforms the rows and turns them into columns, so that a second pass does the columns. Sums
// wrap, as those of a hostile file may be too large.
INLINE void block_pass(
    const int32_t *restrict in, int32_t *restrict out, const int32_t *restrict weights, int shift) {
  for (size_t row = 0; row < 8; row++) {
    uint32_t sums[8];
    UNROLL for (size_t u = 0; u < 8; u++) sums[u] = (uint32_t)1 << (shift - 1);
    UNROLL for (size_t x = 0; x < 8; x++) {
      uint32_t sample = (uint32_t)in[8 * row + x];
      UNROLL for (size_t u = 0; u < 8; u++) sums[u] += sample * (uint32_t)weights[8 * x + u];
    }
    UNROLL for (size_t u = 0; u < 8; u++) out[8 * u + row] = (int32_t)sums[u] >> shift;
  }
}

static void NAME(block_coefficients)(
    const uint8_t *pixels, const uint8_t *prediction, size_t planes, bool is_luma,
    int32_t *coefficients) {
  int32_t lacking[192], half[64];
  if (is_luma) {
    for (size_t i = 0; i < 64; i++) {
      int32_t red = (int32_t)pixels[i] - prediction[i];
      int32_t green = (int32_t)pixels[64 + i] - prediction[64 + i];
      int32_t blue = (int32_t)pixels[128 + i] - prediction[128 + i];
      lacking[i] = 4 * (red + 2 * green + blue);
      lacking[64 + i] = 8 * (red - blue);
      lacking[128 + i] = 4 * (2 * green - red - blue);
    }
  } else {
    for (size_t i = 0; i < 64 * planes; i++)
      lacking[i] = 16 * ((int32_t)pixels[i] - prediction[i]);
  }
  for (size_t plane = 0; plane < planes; plane++) {
    // Two more bits are kept between the passes than in the result.
    block_pass(lacking + 64 * plane, half, NAME(turned_cosines), 9);
    block_pass(half, coefficients + 64 * plane, NAME(turned_cosines), 13);
  }
}

INLINE uint8_t sample_within(int32_t x) { return (uint8_t)within(x, 0, 255); }

static void NAME(block_pixels)(
    const int32_t *coefficients, const uint8_t *prediction, size_t planes, bool is_luma,
    uint8_t *pixels) {
  int32_t corrections[192], half[64];
  for (size_t plane = 0; plane < planes; plane++) {
    block_pass(coefficients + 64 * plane, half, NAME(cosines), 11);
    block_pass(half, corrections + 64 * plane, NAME(cosines), 11);
  }
  if (!is_luma) {
    for (size_t i = 0; i < 64 * planes; i++)
      pixels[i] = sample_within(prediction[i] + ((corrections[i] + 8) >> 4));
    return;
  }
  for (size_t i = 0; i < 64; i++) {
    int32_t y = corrections[i], co = corrections[64 + i], cg = corrections[128 + i];
    pixels[i] = sample_within(prediction[i] + ((y - cg + co + 8) >> 4));
    pixels[64 + i] = sample_within(prediction[64 + i] + ((y + cg + 8) >> 4));
    pixels[128 + i] = sample_within(prediction[128 + i] + ((y - cg - co + 8) >> 4));
  }
}

static uint32_t NAME(block_error)(const uint8_t *one, const uint8_t *other, size_t count) {
  uint32_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    int32_t difference = (int32_t)one[i] - other[i];
    sum += (uint32_t)(difference * difference);
  }
  return sum;
}
