// Rates of latents under the context network, and all gradients.

// The range of the logarithm of the scale, and the probability that no symbol falls below.
#define LEAST_LOG_SCALE -3.2f
#define GREATEST_LOG_SCALE 5.5f
#define LOG_SCALE_OFFSET -4.0f
#define LEAST_PROBABILITY (1.0f / 65536)

// Bits of x under a Laplace distribution around `mean`, and their slopes. Where both ends of the
// bin lie on one side of the mean, the difference of tails is taken without cancellation.
INLINE vec laplace_bits(vec x, vec mean, vec raw_log_scale, vec *mean_slope, vec *scale_slope) {
  vec clamped =
      larger(smaller(raw_log_scale, all(GREATEST_LOG_SCALE)), all(LEAST_LOG_SCALE));
  vec per = exponential(all(0) - clamped);
  vec a = x + all(0.5f) - mean, b = x - all(0.5f) - mean;
  vec ea = exponential(all(0) - absolute(a) * per), eb = exponential(all(0) - absolute(b) * per);
  bits below = a < all(0), above = b > all(0);
  vec half = all(0.5f);
  vec inside = all(1.0f) - half * ea - half * eb;
  vec p = chosen(below, half * (ea - eb), chosen(above, half * (eb - ea), inside));
  vec bounded = larger(p, all(LEAST_PROBABILITY));
  vec steep = all(-1.44269504f) / bounded;
  steep = (vec)((bits)steep & (p >= all(LEAST_PROBABILITY)));
  vec density_a = half * ea * per, density_b = half * eb * per;
  *mean_slope = steep * (density_b - density_a);
  bits inner = clamped == raw_log_scale;
  *scale_slope = (vec)((bits)(steep * (b * density_b - a * density_a)) & inner);
  return all(0) - logarithm2(bounded);
}

typedef struct {
  float x[AEZ_FITTED_INPUTS + 1][TILE], h1[AEZ_FITTED_INPUTS + 1][TILE];
  float h2[AEZ_FITTED_INPUTS + 1][TILE], d[AEZ_FITTED_INPUTS][TILE], e[AEZ_FITTED_INPUTS][TILE];
  float out[2][TILE], straight[2][TILE], slope[2][TILE];
} NAME(context_maps);

// The weights and their transposes, by name.
typedef struct {
  const float *w0, *b0, *w1, *b1, *w2, *ws, *b2;
  float t0[AEZ_FITTED_INPUTS * AEZ_FITTED_INPUTS], t1[AEZ_FITTED_INPUTS * AEZ_FITTED_INPUTS];
  float t2[2 * AEZ_FITTED_INPUTS], ts[2 * AEZ_FITTED_INPUTS];
} NAME(context_weights);

static void NAME(context_transposes)(NAME(context_weights) *w, const float *from, size_t d) {
  w->w0 = from;
  w->b0 = w->w0 + d * d;
  w->w1 = w->b0 + d;
  w->b1 = w->w1 + d * d;
  w->w2 = w->b1 + d;
  w->ws = w->w2 + 2 * d;
  w->b2 = w->ws + 2 * d;
  transpose(w->w0, d, d, w->t0);
  transpose(w->w1, d, d, w->t1);
  transpose(w->w2, 2, d, w->t2);
  transpose(w->ws, 2, d, w->ts);
}

// The inputs of `count` positions of a row.
INLINE void context_inputs(
    const aez_fitted_context *c, NAME(context_maps) *m, size_t row, size_t first, size_t count) {
  const float *at = c->latents.origin + (ptrdiff_t)row * c->latents.stride + first;
  for (int32_t k = 0; k < c->neighbours; k++)
    for (size_t b = 0; b < count; b += LANES) store(m->x[k] + b, load(at + c->offsets[k] + b));
  if (!c->features) return;
  const float *feature = c->features + (ptrdiff_t)(row / 2) * c->feature_stride + first / 2;
  for (int32_t f = 0; f < c->feature_count; f++, feature += c->feature_plane) {
    float *to = m->x[c->neighbours + f];
    for (size_t b = 0; b < count / 2; b++) to[2 * b] = to[2 * b + 1] = feature[b];
  }
}

INLINE void context_forward(
    const NAME(context_weights) *w, NAME(context_maps) *m, size_t d, size_t count) {
  product(w->w0, d, d, w->b0, m->x[0], TILE, m->h1[0], TILE, NULL, count, 5, RELU);
  product(w->w1, d, d, w->b1, m->h1[0], TILE, m->h2[0], TILE, NULL, count, 5, RELU);
  product(w->w2, 2, d, w->b2, m->h2[0], TILE, m->out[0], TILE, NULL, count, 2, PLAIN);
  product(w->ws, 2, d, NULL, m->x[0], TILE, m->straight[0], TILE, NULL, count, 2, PLAIN);
}

// Gradients of a tile of which m->slope is known; m->d then holds those of the inputs.
INLINE void context_backward(
    const NAME(context_weights) *w, NAME(context_maps) *m, size_t d, size_t count, float *sums,
    bool with_weights) {
  float *g1 = sums + d * (d + 1) * LANES, *g2 = g1 + d * (d + 1) * LANES;
  float *gs = g2 + 2 * (d + 1) * LANES;
  if (with_weights) {
    outer(g2, d + 1, m->slope[0], 2, m->h2[0], TILE, d + 1, count, 2, 6);
    outer(gs, d, m->slope[0], 2, m->x[0], TILE, d, count, 2, 6);
  }
  product(w->t2, d, 2, NULL, m->slope[0], TILE, m->e[0], TILE, m->h2[0], count, 5, MASKED);
  if (with_weights) outer(g1, d + 1, m->e[0], d, m->h1[0], TILE, d + 1, count, 4, 3);
  product(w->t1, d, d, NULL, m->e[0], TILE, m->d[0], TILE, m->h1[0], count, 5, MASKED);
  if (with_weights) outer(sums, d + 1, m->d[0], d, m->x[0], TILE, d + 1, count, 4, 3);
  product(w->t0, d, d, NULL, m->d[0], TILE, m->e[0], TILE, NULL, count, 5, PLAIN);
}

// Adds the gradients of inputs to those of the latents and features that they came from.
INLINE void context_scatter(
    const aez_fitted_context *c, const NAME(context_weights) *w, NAME(context_maps) *m,
    size_t row, size_t first, size_t count) {
  float *at = c->gradients + (ptrdiff_t)row * c->latents.stride + first;
  for (int32_t k = 0; k < c->neighbours; k++) {
    vec s0 = all(w->ts[2 * k]), s1 = all(w->ts[2 * k + 1]);
    for (size_t b = 0; b < count; b += LANES) {
      vec g = fma_vec(s0, load(m->slope[0] + b), load(m->e[k] + b));
      g = fma_vec(s1, load(m->slope[1] + b), g);
      store(at + c->offsets[k] + b, load(at + c->offsets[k] + b) + g);
    }
  }
  if (!c->features) return;
  float *to = c->feature_gradients + (ptrdiff_t)(row / 2) * c->feature_stride + first / 2;
  for (int32_t f = 0; f < c->feature_count; f++, to += c->feature_plane) {
    int32_t k = c->neighbours + f;
    for (size_t b = 0; b < count; b += LANES) {
      vec g = fma_vec(all(w->ts[2 * k]), load(m->slope[0] + b), load(m->e[k] + b));
      store(m->e[k] + b, fma_vec(all(w->ts[2 * k + 1]), load(m->slope[1] + b), g));
    }
    for (size_t b = 0; b < count / 2; b++) to[b] += m->e[k][2 * b] + m->e[k][2 * b + 1];
  }
}

// The rates of a tile; their slopes go to m->slope.
INLINE vec context_rates(
    const aez_fitted_context *c, NAME(context_maps) *m, size_t row, size_t first, size_t live,
    size_t count, const aez_fitted_moments *moments, bool back) {
  ptrdiff_t at = (ptrdiff_t)row * c->latents.stride + (ptrdiff_t)first;
  vec sum = all(0), weight = all(c->bit_weight);
  for (size_t b = 0; b < count; b += LANES) {
    bits mask = lanes_below(b, live);
    vec mean = load(m->out[0] + b) + load(m->straight[0] + b), mean_slope, scale_slope;
    vec scale = load(m->out[1] + b) + load(m->straight[1] + b) + all(LOG_SCALE_OFFSET);
    vec cost = laplace_bits(
        load(c->latents.origin + at + b), mean, scale, &mean_slope, &scale_slope);
    sum += (vec)((bits)cost & mask);
    if (moments) {
      if (moments->means) {
        store(moments->means + at + b, mean);
        store(moments->levels + at + b, scale);
      }
      store(moments->costs + at + b, (vec)((bits)cost & mask));
    }
    if (!back) continue;
    mean_slope = (vec)((bits)(mean_slope * weight) & mask);
    store(m->slope[0] + b, mean_slope);
    store(m->slope[1] + b, (vec)((bits)(scale_slope * weight) & mask));
    float *own = c->gradients + at + b;
    store(own, load(own) - mean_slope);
  }
  return sum;
}

static double NAME(context)(const aez_fitted_context *c, const aez_fitted_moments *moments) {
  NAME(context_weights) w;
  NAME(context_maps) m;
  size_t d = c->neighbours + c->feature_count, columns = c->latents.columns, tile = 0;
  NAME(context_transposes)(&w, c->weights, d);
  memset(m.x, 0, sizeof(float) * d * TILE);
  for (size_t b = 0; b < TILE; b++) m.x[d][b] = m.h1[d][b] = m.h2[d][b] = 1;
  double total = 0;
  // Sums of the sampled tiles are scaled by `every` when they are reduced.
  for (size_t row = 0; row < (size_t)c->latents.rows; row++) {
    vec sum = all(0);
    for (size_t first = 0; first < columns; first += TILE, tile++) {
      size_t live = columns - first < TILE ? columns - first : TILE;
      size_t count = rounded_up(live, 2 * LANES);
      context_inputs(c, &m, row, first, count);
      context_forward(&w, &m, d, count);
      sum += context_rates(c, &m, row, first, live, count, moments, c->gradients != NULL);
      if (!c->gradients) continue;
      bool sampled = tile % c->every == (size_t)c->phase;
      context_backward(&w, &m, d, count, c->sums, sampled);
      context_scatter(c, &w, &m, row, first, count);
    }
    total += lane_sum(sum);
  }
  return total;
}
