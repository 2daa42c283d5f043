// The context network in integers: what decides the probabilities of a decoder.
//
// Sums are 32 bits wide and wrap; activations are saturated to 16 bits.

// x.low · w.low + x.high · w.high of pairs of int16.
INLINE bits pair_product(bits x, bits w) {
#if defined(__x86_64__) && FUSED
  return (bits)_mm256_madd_epi16((__m256i)x, (__m256i)w);
#elif defined(__aarch64__)
  int32x4_t half[2], other[2];
  memcpy(half, &x, sizeof half);
  memcpy(other, &w, sizeof other);
  UNROLL for (int h = 0; h < 2; h++) {
    int16x8_t a = vreinterpretq_s16_s32(half[h]), b = vreinterpretq_s16_s32(other[h]);
    int32x4_t low = vmull_s16(vget_low_s16(a), vget_low_s16(b));
    half[h] = vpaddq_s32(low, vmull_high_s16(a, b));
  }
  memcpy(&x, half, sizeof half);
  return x;
#else
  bits low_x = (bits)((words)x << 16) >> 16, low_w = (bits)((words)w << 16) >> 16;
  return (bits)((words)(low_x * low_w) + (words)((x >> 16) * (w >> 16)));
#endif
}

INLINE bits wrapping_sum(bits a, bits b) { return (bits)((words)a + (words)b); }
INLINE bits all_bits(int32_t x) { return (bits){0} + x; }
INLINE bits load_bits(const int32_t *p) { return *(const bits *)p; }
INLINE bits kept_bits(bits x, int32_t least, int32_t greatest) {
  bits low = all_bits(least), high = all_bits(greatest);
  bits under = x < low, over = x > high;
  x = (under & low) | (~under & x);
  return (over & high) | (~over & x);
}

// Sums of `outputs` outputs at two vectors of positions.
INLINE void pair_sums(
    bits acc[4][2], const int32_t *pairs, size_t stride, const int32_t *weights, size_t inputs,
    const size_t outputs) {
  for (size_t i = 0; i < inputs; i++, pairs += stride) {
    bits x0 = load_bits(pairs), x1 = load_bits(pairs + LANES);
    UNROLL for (size_t o = 0; o < outputs; o++) {
      bits w = all_bits(weights[o * inputs + i]);
      acc[o][0] = wrapping_sum(acc[o][0], pair_product(x0, w));
      acc[o][1] = wrapping_sum(acc[o][1], pair_product(x1, w));
    }
  }
}

INLINE void begin_sums(bits acc[4][2], const int32_t *biases, const size_t outputs) {
  UNROLL for (size_t o = 0; o < outputs; o++) acc[o][0] = acc[o][1] = all_bits(biases[o]);
}

// sum / 2^shift, rounded.
INLINE bits scaled_down(bits sum, const int shift) {
  return wrapping_sum(sum, all_bits(1 << (shift - 1))) >> shift;
}

// A layer with ReLU from pairs to pairs.
INLINE void integer_tile(
    const int32_t *in, size_t in_stride, const int32_t *weights, const int32_t *biases,
    size_t inputs, int32_t *out, size_t out_stride, const size_t outputs, const int shift) {
  bits acc[4][2];
  begin_sums(acc, biases, outputs);
  pair_sums(acc, in, in_stride, weights, inputs, outputs);
  UNROLL for (size_t o = 0; o < outputs; o += 2)
    UNROLL for (size_t v = 0; v < 2; v++) {
      bits low = kept_bits(scaled_down(acc[o][v], shift), 0, 32767);
      bits high = kept_bits(scaled_down(acc[o + 1][v], shift), 0, 32767);
      *(bits *)(out + o / 2 * out_stride + v * LANES) = low | (bits)((words)high << 16);
    }
}

INLINE void integer_relu(
    const int32_t *in, size_t in_stride, const int32_t *weights, const int32_t *biases,
    size_t d, int32_t *out, size_t out_stride, const int shift) {
  size_t o = 0, half = d / 2;
  for (; o + 4 <= d; o += 4)
    integer_tile(in, in_stride, weights + o * half, biases + o, half, out + o / 2 * out_stride,
                 out_stride, 4, shift);
  for (; o < d; o += 2)
    integer_tile(in, in_stride, weights + o * half, biases + o, half, out + o / 2 * out_stride,
                 out_stride, 2, shift);
}

// From 18 fractional bits to units of a mean, and from log scale + 4 to a level:
// (log s + 3.2) · 255 / 8.7, rounded, with 18 fractional bits.
#define SUM_BITS (AEZ_FITTED_WEIGHT_BITS + AEZ_FITTED_ACTIVATION_BITS)
#define HIDDEN_EXTRA (AEZ_FITTED_HIDDEN_BITS - AEZ_FITTED_ACTIVATION_BITS)
#define FIRST_SHIFT (AEZ_FITTED_WEIGHT_BITS - HIDDEN_EXTRA)
#define LEVEL_SCALE 7503
#define LEVEL_OFFSET (-6146825)

static void NAME(integers)(const aez_fitted_integers *n) {
  enum { WIDTH = 2 * LANES };
  int32_t h1[AEZ_FITTED_INPUTS / 2][WIDTH], h2[AEZ_FITTED_INPUTS / 2][WIDTH];
  size_t d = n->inputs, half = d / 2;
  const int32_t *w1 = n->weights + d * half, *w2 = w1 + d * half, *ws = w2 + 2 * half;
  for (int32_t first = 0; first < n->count; first += WIDTH) {
    const int32_t *in = n->pairs + first;
    integer_relu(in, n->stride, n->weights, n->biases, d, h1[0], WIDTH, FIRST_SHIFT);
    integer_relu(h1[0], WIDTH, w1, n->biases + d, d, h2[0], WIDTH,
                 AEZ_FITTED_WEIGHT_BITS);
    bits acc[4][2];
    begin_sums(acc, n->biases + 2 * d, 2);
    pair_sums(acc, h2[0], WIDTH, w2, half, 2);
    UNROLL for (size_t o = 0; o < 2; o++)
      UNROLL for (size_t v = 0; v < 2; v++) acc[o][v] = acc[o][v] >> HIDDEN_EXTRA;
    pair_sums(acc, in, n->stride, ws, half, 2);
    UNROLL for (size_t v = 0; v < 2; v++) {
      enum { MEAN_SHIFT = SUM_BITS - AEZ_FITTED_MEAN_BITS };
      bits mean = wrapping_sum(acc[0][v], all_bits(1 << (MEAN_SHIFT - 1))) >> MEAN_SHIFT;
      *(bits *)(n->means + first + v * LANES) = mean;
      // Bounded first, so that the product stays within 32 bits.
      bits scale = kept_bits(acc[1][v] >> 8, -16384, 16383);
      bits level = (scale * LEVEL_SCALE + LEVEL_OFFSET + (1 << 17)) >> 18;
      *(bits *)(n->levels + first + v * LANES) = kept_bits(level, 0, 255);
    }
  }
}

static void NAME(integer_layer)(
    const int32_t *pairs, const int32_t *weights, const int32_t *biases, int32_t inputs,
    int32_t outputs, int32_t stride, int32_t count, int16_t *out) {
  size_t half = inputs / 2;
  for (int32_t first = 0; first < count; first += 2 * LANES)
    for (int32_t o = 0; o < outputs; o++) {
      bits acc[4][2];
      begin_sums(acc, biases + o, 1);
      pair_sums(acc, pairs + first, stride, weights + o * half, half, 1);
      for (int32_t b = 0; b < 2 * LANES && first + b < count; b++) {
        int32_t x = kept_bits(scaled_down(acc[0][b / LANES], AEZ_FITTED_WEIGHT_BITS), -32768, 32767)[b % LANES];
        out[(size_t)(first + b) * outputs + o] = (int16_t)x;
      }
    }
}
