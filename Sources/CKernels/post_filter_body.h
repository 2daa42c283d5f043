// The post-filter of decoded pictures, included by kernels_body.h. It is in integers, except for
// the functions at the end, which only the latent refiner uses.

// The samples of a row of pixels in sixteenths, plane by plane.
static void NAME(to_sixteenths)(
    int16_t *out, size_t plane_stride, const float *in, size_t width, size_t planes) {
  for (size_t plane = 0; plane < planes; plane++) {
    int16_t *to = out + plane * plane_stride;
    const float *from = in + plane;
    for (size_t x = 0; x < width; x++)
      to[x] = (int16_t)round_even(clamp(from[planes * x], 0.0f, 1.0f) * 4080.0f);
  }
}

static void NAME(quarters)(
    int16_t *out, const int16_t *in, size_t plane_stride, size_t width, size_t planes) {
  if (planes == 1) {
    for (size_t x = 0; x < width; x++) out[x] = (int16_t)((in[x] + 2) >> 2);
    return;
  }
  const int16_t *green = in + plane_stride, *blue = green + plane_stride;
  for (size_t x = 0; x < width; x++)
    out[x] = (int16_t)((in[x] + 2 * green[x] + blue[x] + 8) >> 4);
}

static void NAME(structure)(
    int32_t *out, const int16_t *above, const int16_t *row, const int16_t *below, size_t width) {
  size_t stride = width + 4;
  int32_t *xx = out + 2, *yy = xx + stride, *xy = yy + stride;
  for (size_t x = 0; x < width; x++) {
    int32_t across = row[(ptrdiff_t)x + 1] - row[(ptrdiff_t)x - 1], down = below[x] - above[x];
    xx[x] = across * across;
    yy[x] = down * down;
    xy[x] = across * down;
  }
  for (size_t sum = 0; sum < 3; sum++) {
    int32_t *line = out + sum * stride;
    line[0] = line[1] = line[2];
    line[width + 2] = line[width + 3] = line[width + 1];
  }
}

INLINE int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }
INLINE int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }

_Static_assert(8 * AEZ_FILTER_STRENGTHS * AEZ_FILTER_COHERENCES == AEZ_FILTER_CLASSES, "classes");

static void NAME(classes)(
    uint16_t *out, const int32_t *const rows[5], int32_t *scratch, size_t width) {
  static const int32_t strengths[AEZ_FILTER_STRENGTHS - 1] = {
      800, 2400, 6400, 16000, 40000, 96000, 240000, 640000, 1600000};
  static const int32_t coherences[AEZ_FILTER_COHERENCES - 1] = {5, 8, 10, 12, 14};
  size_t stride = width + 4;
  for (size_t i = 0; i < 3 * stride; i++)
    scratch[i] = rows[0][i] + rows[1][i] + rows[2][i] + rows[3][i] + rows[4][i];
  const int32_t *xx = scratch, *yy = xx + stride, *xy = yy + stride;
  for (size_t x = 0; x < width; x++) {
    int32_t a = xx[x] + xx[x + 1] + xx[x + 2] + xx[x + 3] + xx[x + 4];
    int32_t b = yy[x] + yy[x + 1] + yy[x + 2] + yy[x + 3] + yy[x + 4];
    int32_t c = xy[x] + xy[x + 1] + xy[x + 2] + xy[x + 3] + xy[x + 4];
    int32_t energy = a + b, u = a - b, v = 2 * c;
    int32_t u_size = larger(u, -u), v_size = larger(v, -v);
    int32_t size = larger(u_size, v_size) + (3 * smaller(u_size, v_size) >> 3);
    int32_t axis = u > 0 ? 0 : 4, diagonal = v > 0 ? 2 : 6;
    int32_t between = u > 0 ? (v > 0 ? 1 : 7) : (v > 0 ? 3 : 5);
    int32_t direction = 5 * v_size < 2 * u_size ? axis
        : 5 * u_size < 2 * v_size               ? diagonal
                                                : between;
    int32_t strength = 0, coherence = 0;
    UNROLL for (size_t i = 0; i < AEZ_FILTER_STRENGTHS - 1; i++) strength += energy >= strengths[i];
    UNROLL for (size_t i = 0; i < AEZ_FILTER_COHERENCES - 1; i++)
      coherence += 16 * size >= coherences[i] * energy;
    out[x] = (uint16_t)((direction * AEZ_FILTER_STRENGTHS + strength) * AEZ_FILTER_COHERENCES
        + coherence);
  }
}

typedef int16_t NAME(taps) __attribute__((vector_size(16), aligned(2)));
typedef int32_t NAME(sums) __attribute__((vector_size(16)));

// Sums of adjacent products of eight numbers each.
INLINE NAME(sums) NAME(multiplied)(NAME(taps) a, NAME(taps) b) {
#if defined(__SSE2__)
  typedef short half __attribute__((vector_size(16)));
  return (NAME(sums))__builtin_ia32_pmaddwd128((half)a, (half)b);
#else
  typedef int32_t wide __attribute__((vector_size(32)));
  wide products = __builtin_convertvector(a, wide) * __builtin_convertvector(b, wide);
  return __builtin_shufflevector(products, products, 0, 2, 4, 6)
      + __builtin_shufflevector(products, products, 1, 3, 5, 7);
#endif
}

static void NAME(filter)(const aez_filter *p) {
  for (size_t x = 0; x < p->width; x++) {
    const NAME(taps) *weights = (const NAME(taps) *)(p->weights + AEZ_FILTER_TAPS * p->classes[x]);
    for (size_t plane = 0; plane < p->planes; plane++) {
      ptrdiff_t at = (ptrdiff_t)(plane * p->plane_stride + x) - 2;
      NAME(sums) s = {0};
      UNROLL for (size_t row = 0; row < 5; row++)
        s += NAME(multiplied)(*(const NAME(taps) *)(p->rows[row] + at), weights[row]);
      int32_t sample = ((s[0] + s[1]) + (s[2] + s[3]) + (1 << 13)) >> 14;
      p->out[x * p->planes + plane] = (uint8_t)smaller(larger(sample, 0), 255);
    }
  }
}

enum { PAIRS = 12, FILTER_SAMPLES = 3 };

static void NAME(filter_spread)(
    float *spread, const uint16_t *classes, const int16_t *weights, size_t width) {
  size_t line = FILTER_SAMPLES * width;
  for (size_t x = 0; x < width; x++) {
    const int16_t *taps = weights + AEZ_FILTER_TAPS * classes[x];
    for (size_t pair = 0; pair <= PAIRS; pair++) {
      float weight = (float)taps[pair / 5 * 8 + pair % 5] * 0x1p-10f;
      UNROLL for (size_t sample = 0; sample < FILTER_SAMPLES; sample++)
        spread[pair * line + FILTER_SAMPLES * x + sample] = weight;
    }
  }
}

static void NAME(filter_line)(const aez_filter_line *p) {
  size_t line = FILTER_SAMPLES * p->width;
  for (size_t i = 0; i < line; i++) p->line[i] = p->near[2][i] * p->spread[PAIRS * line + i];
  for (size_t pair = 0; pair < PAIRS; pair++) {
    ptrdiff_t across = FILTER_SAMPLES * ((ptrdiff_t)(pair % 5) - 2);
    const float *one = p->near[pair / 5] + across, *other = p->near[4 - pair / 5] - across;
    const float *weights = p->spread + pair * line;
    for (size_t i = 0; i < line; i++) p->line[i] += weights[i] * (one[i] + other[i]);
  }
}

static void NAME(filter_line_back)(const aez_filter_line *p) {
  size_t line = FILTER_SAMPLES * p->width;
  for (size_t i = 0; i < line; i++) p->near[2][i] += p->line[i] * p->spread[PAIRS * line + i];
  for (size_t pair = 0; pair < PAIRS; pair++) {
    ptrdiff_t across = FILTER_SAMPLES * ((ptrdiff_t)(pair % 5) - 2);
    const float *weights = p->spread + pair * line;
    float *one = p->near[pair / 5] + across, *other = p->near[4 - pair / 5] - across;
    for (size_t i = 0; i < line; i++) one[i] += weights[i] * p->line[i];
    for (size_t i = 0; i < line; i++) other[i] += weights[i] * p->line[i];
  }
}
