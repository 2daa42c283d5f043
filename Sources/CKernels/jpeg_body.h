// What the coefficients of a JPEG file lead to expect of the next one; see aez_jpeg_block.

enum { FEATURES = AEZ_JPEG_FEATURES };

#if FUSED
INLINE float fma_one(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
#else
INLINE float fma_one(float a, float b, float c) { return fma_vec(all(a), all(b), all(c))[0]; }
#endif

/// The class of a magnitude, four for each octave: 0 … 3 as they are, then on to `most`.
INLINE int32_t fine_class(int32_t x, int32_t most) {
  if (x < 4) return x < 0 ? 0 : x;
  int32_t octave = 31 - __builtin_clz((uint32_t)x);
  int32_t c = 4 * (octave - 1) + (x >> (octave - 2) & 3);
  return c < most ? c : most;
}

static void NAME(jpeg_begin)(aez_jpeg_block *b) {
  // The magnitudes of neighbours are cut, so that no sum leaves 32 bits.
  for (size_t k = 0; k < 64; k++) {
    int32_t sum = b->constants->base[k];
    for (size_t n = 0; n < AEZ_JPEG_NEIGHBOURS; n++) {
      int32_t c = b->neighbours[n][k];
      c = c < 0 ? -c : c;
      sum += b->constants->between[n][k] * (c < 2047 ? c : 2047);
    }
    b->expected[k] = sum;
  }
  memset(b->magnitudes, 0, sizeof b->magnitudes);
  memset(&b->sums, 0, sizeof b->sums);
  memset(&b->own, 0, sizeof b->own);
}

static void NAME(jpeg_expect)(aez_jpeg_block *b, uint32_t k) {
  const aez_jpeg_constants *t = b->constants;
  uint32_t u = k & 7, v = k >> 3;
  float *x = b->features;
  x[0] = (float)(b->left->right[v] - b->sums.right[v]) * t->scales[0][k];
  x[1] = (float)(b->above->bottom[u] - b->sums.bottom[u]) * t->scales[1][k];
  x[2] = (float)(b->left->right_ahead[v] - b->sums.right_ahead[v]) * t->scales[2][k];
  x[3] = (float)(b->above->bottom_ahead[u] - b->sums.bottom_ahead[u]) * t->scales[3][k];
  for (size_t i = 0; i < 4; i++) x[4 + i] = (float)b->neighbours[t->signed_neighbours[i]][k];

  const float *w = t->squares[k].weights;
  float mean = 0;
  UNROLL for (size_t i = 0; i < FEATURES; i++) mean = fma_one(w[i], x[i], mean);
  mean = mean > 2000 ? 2000 : mean < -2000 ? -2000 : mean == mean ? mean : 0;
  // Adding and subtracting 1.5 · 2²³ rounds to nearest even.
  b->mean = (int32_t)((mean * 16 + 12582912.0f) - 12582912.0f);

  const int32_t *m = b->magnitudes + 12 * v + u + 13;
  int32_t sum = b->expected[k] + t->within[0][k] * m[1] + t->within[1][k] * m[12]
      + t->within[2][k] * m[13] + t->within[3][k] * m[11] + t->within[4][k] * m[-11]
      + t->within[5][k] * m[2] + t->within[6][k] * m[24];
  b->magnitude = sum >> 8;
  b->magnitude_class = fine_class(b->magnitude, AEZ_JPEG_CLASSES - 1);
}

/// Solves for the weights by Cholesky's method. Each element is one chain of fused multiply-adds.
static void NAME(jpeg_solve)(aez_least_squares *s) {
  float c[FEATURES][FEATURES], z[FEATURES];
  memcpy(c, s->covariance, sizeof c);
  memcpy(z, s->target, sizeof z);
  float scales[FEATURES];
  for (size_t j = 0; j < FEATURES; j++) c[j][j] = fma_one(c[j][j], 1.001f, 2);
  // Rows are columns here, as the matrix is symmetric: row j of c becomes column j of the factor.
  for (size_t j = 0; j < FEATURES; j++) {
    float pivot = c[j][j];
    float scale = 1 / __builtin_sqrtf(pivot > 1e-6f ? pivot : 1e-6f);
    scales[j] = scale;
    for (size_t i = 0; i < FEATURES; i += LANES) store(c[j] + i, load(c[j] + i) * all(scale));
    z[j] *= scale;
    for (size_t k = j + 1; k < FEATURES; k++) {
      vec factor = all(-c[j][k]);
      for (size_t i = 0; i < FEATURES; i += LANES)
        store(c[k] + i, fma_vec(factor, load(c[j] + i), load(c[k] + i)));
      z[k] = fma_one(-c[j][k], z[j], z[k]);
    }
  }
  for (size_t j = FEATURES; j-- > 0;) {
    float sum = z[j];
    for (size_t k = j + 1; k < FEATURES; k++) sum = fma_one(-c[j][k], s->weights[k], sum);
    s->weights[j] = sum * scales[j];
  }
}

static void NAME(jpeg_learn)(aez_jpeg_block *b, uint32_t k, int32_t value) {
  const aez_jpeg_constants *t = b->constants;
  memcpy(b->pending, b->features, sizeof b->pending);
  b->pending_value = (float)value;
  b->pending_weight = t->sample_weights[b->magnitude_class];
  b->pending_squares = t->squares + k;
  if (value == 0) return;
  uint32_t u = k & 7, v = k >> 3;
  int32_t magnitude = value < 0 ? -value : value;
  if (k > 0) b->magnitudes[12 * v + u + 13] = magnitude < 2047 ? magnitude : 2047;
  int32_t d = within(value * t->steps[k], -16383, 16383);
  b->sums.right[v] += d * t->first[u];
  b->sums.bottom[u] += d * t->first[v];
  b->sums.right_ahead[v] += d * t->first_ahead[u];
  b->sums.bottom_ahead[u] += d * t->first_ahead[v];
  b->own.right[v] += d * t->last[u];
  b->own.bottom[u] += d * t->last[v];
  b->own.right_ahead[v] += d * t->last_ahead[u];
  b->own.bottom_ahead[u] += d * t->last_ahead[v];
}

static void NAME(jpeg_fit)(aez_jpeg_block *b) {
  aez_least_squares *s = b->pending_squares;
  if (!s) return;
  b->pending_squares = NULL;
  const float *x = b->pending;
  float weight = b->pending_weight;
  vec forget = all(0.9985f);
  for (size_t i = 0; i <= FEATURES; i++) {
    vec factor = all((i < FEATURES ? x[i] : b->pending_value) * weight);
    float *row = i < FEATURES ? s->covariance[i] : s->target;
    for (size_t j = 0; j < FEATURES; j += LANES)
      store(row + j, fma_vec(load(row + j), forget, factor * load(x + j)));
  }
  if (++s->since >= b->constants->solve_interval) {
    s->since = 0;
    NAME(jpeg_solve)(s);
  }
}
