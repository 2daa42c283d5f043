// Soft rounding of latents, and their optimiser.

// tanh(d / temperature)
INLINE vec squashed(vec d, vec minus_two_per) {
  vec e = exponential(d * minus_two_per);
  return (all(1) - e) / (all(1) + e);
}

// Numbers that look random, by a hash of two multiplications (Wellons' lowbias32).
INLINE words hashed(words x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ x >> 16;
}

// About normal with variance 1: the sum of the four bytes of a hash.
INLINE vec noise_of(words hash) {
  words sum = (hash & 255) + (hash >> 8 & 255) + (hash >> 16 & 255) + (hash >> 24);
  return (__builtin_convertvector((bits)sum, vec) - all(510)) * all(1 / 147.8f);
}

static void NAME(round_softly)(const aez_fitted_rounding *r) {
  vec per = all(1 / r->temperature), minus_two_per = all(-2 / r->temperature);
  // ½ / tanh(½ / temperature) makes whole numbers fixed points.
  vec height = all(0.5f) / squashed(all(0.5f), minus_two_per), half = all(0.5f);
  words lane;
  for (int i = 0; i < LANES; i++) lane[i] = i;
  for (int32_t row = 0; row < r->out.rows; row++) {
    ptrdiff_t at = row * r->out.stride;
    words key = hashed((words){0} + (r->seed + (uint32_t)row * 0x9e3779b9u));
    for (int32_t b = 0; b < r->out.columns; b += LANES) {
      vec v = load(r->values + at + b), below = __builtin_elementwise_floor(v);
      vec a = squashed(v - below - half, minus_two_per);
      vec once = below + fma_vec(a, height, half);
      vec slope = (all(1) - a * a) * height * per;
      once = fma_vec(noise_of(hashed(key + lane + (uint32_t)b)), all(r->noise), once);
      below = __builtin_elementwise_floor(once);
      vec c = squashed(once - below - half, minus_two_per);
      vec twice = below + fma_vec(c, height, half);
      slope = slope * ((all(1) - c * c) * height * per);
      bits live = lanes_below(b, r->out.columns);
      store(r->out.origin + at + b, (vec)((bits)twice & live));
      store(r->slopes.origin + at + b, (vec)((bits)slope & live));
    }
  }
}

static void NAME(gains)(const aez_fitted_gains *g) {
  vec weight = all(g->bit_weight), curvature = all(g->curvature);
  for (int32_t row = 0; row < g->latents.rows; row++) {
    ptrdiff_t at = row * g->latents.stride;
    for (int32_t b = 0; b < g->latents.columns; b += LANES) {
      vec x = load(g->latents.origin + at + b), mean = load(g->means + at + b);
      vec level = load(g->levels + at + b), slope, ignored;
      vec now = laplace_bits(x, mean, level, &slope, &ignored);
      vec up = laplace_bits(x + all(1), mean, level, &ignored, &ignored);
      vec down = laplace_bits(x - all(1), mean, level, &ignored, &ignored);
      // The gradient without the latent's own bits, of which the change is known exactly.
      vec rest = fma_vec(weight, slope, load(g->gradients + at + b));
      vec above = fma_vec(weight, now - up, all(0) - rest) - curvature;
      vec below = fma_vec(weight, now - down, rest) - curvature;
      vec best = chosen(above > below, larger(above, all(0)), all(0) - larger(below, all(0)));
      store(g->gains + at + b, (vec)((bits)best & lanes_below(b, g->latents.columns)));
    }
  }
}

INLINE vec square_root(vec x) { return __builtin_elementwise_sqrt(x); }

static void NAME(adam)(const aez_fitted_adam *a) {
  vec beta1 = all(a->beta1), beta2 = all(a->beta2);
  vec rest1 = all(1 - a->beta1), rest2 = all(1 - a->beta2);
  for (int32_t row = 0; row < a->gradients.rows; row++) {
    ptrdiff_t at = row * a->gradients.stride;
    for (int32_t b = 0; b < a->gradients.columns; b += LANES, at += LANES) {
      vec g = load(a->gradients.origin + at) * load(a->slopes.origin + at) * all(a->scale);
      vec m = fma_vec(beta1, load(a->means + at), rest1 * g);
      vec v = fma_vec(beta2, load(a->squares + at), rest2 * g * g);
      store(a->means + at, m);
      store(a->squares + at, v);
      vec step = all(a->rate) * m / (square_root(v) + all(a->epsilon));
      store(a->values + at, load(a->values + at) - step);
    }
  }
}
