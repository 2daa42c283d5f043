// Elementwise functions, included by kernels_body.h for each instruction set.
//
// Own polynomials for exp and log give the same bits on every machine; multiplications and
// additions are rounded separately. NaN propagates.

INLINE float from_bits(int32_t i) {
  float x;
  __builtin_memcpy(&x, &i, 4);
  return x;
}

INLINE int32_t to_bits(float x) {
  int32_t i;
  __builtin_memcpy(&i, &x, 4);
  return i;
}

// Unlike clamp, this keeps NaN.
INLINE float kept(float x, float low, float high) {
  x = x > high ? high : x;
  return x < low ? low : x;
}

// x = n·ln 2 + r with |r| ≤ ½·ln 2: computes 2ⁿ and eʳ − 1, by a Taylor series to the seventh
// power.
INLINE float reduced_expm1(float x, float *power) {
  float shifted = x * 1.44269504f + 12582912.0f;
  float n = shifted - 12582912.0f;
  // The bits of a NaN are arbitrary, so the arithmetic is unsigned.
  *power = from_bits((int32_t)(((uint32_t)to_bits(shifted) - 0x4B400000u + 127) << 23));
  float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  float p = 1 / 5040.0f;
  p = p * r + 1 / 720.0f;
  p = p * r + 1 / 120.0f;
  p = p * r + 1 / 24.0f;
  p = p * r + 1 / 6.0f;
  p = p * r + 0.5f;
  return r + r * r * p;
}

// x is clamped to −87 … 88.
INLINE float exponential(float x) {
  float power, e = reduced_expm1(kept(x, -87.0f, 88.0f), &power);
  return power * e + power;
}

INLINE float expm1_of(float x) {
  float power, e = reduced_expm1(kept(x, -87.0f, 88.0f), &power);
  return power * e + (power - 1);
}

// logf of the Cephes library: x = 2ᵉ·(1 + f) with 1 + f between √½ and √2.
INLINE float logarithm(float x) {
  uint32_t word = (uint32_t)to_bits(x);
  int32_t e = (int32_t)(word - 0x3F3504F3u) >> 23;
  float f = from_bits((int32_t)(word - ((uint32_t)e << 23))) - 1, z = f * f, n = (float)e;
  float p = 7.0376836292e-2f;
  p = p * f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  float y = p * f * z + n * -2.12194440e-4f - 0.5f * z;
  float result = (f + y) + n * 0.693359375f;
  result = x > 0 ? result : x == 0 ? -__builtin_inff() : __builtin_nanf("");
  return x < __builtin_inff() ? result : x;
}

INLINE float absolute(float x) { return x < 0 ? -x : x; }

INLINE float sigmoid(float x) { return 1 / (1 + exponential(-x)); }

INLINE float hyperbolic_tangent(float x) {
  float e = expm1_of(-2 * absolute(x)), t = -e / (e + 2);
  return x < 0 ? -t : t;
}

INLINE float softplus(float x) {
  // The factor restores the bits of a small u that 1 + u loses.
  float u = exponential(-absolute(x)), w = 1 + u, held = w - 1;
  float l = held == 0 ? u : logarithm(w) * (u / held);
  return (x > 0 ? x : x * 0) + l;
}

INLINE float rounded(float x) { return absolute(x) < 4194304.0f ? round_even(x) : x; }

INLINE float sign_of(float x) { return x > 0 ? 1 : x < 0 ? -1 : x; }

// The quantile function of the normal distribution, √2·erf⁻¹(2u − 1), in single precision after
// M. Giles, "Approximating the erfinv function" (2010).
INLINE float probit(float u) {
  float x = 2 * u - 1, w = -logarithm((1 - x) * (1 + x));
  float c = w - 2.5f, t = __builtin_elementwise_sqrt(w) - 3;
  float p = 2.81022636e-08f, q = -0.000200214257f;
  p = p * c + 3.43273939e-07f;
  p = p * c - 3.5233877e-06f;
  p = p * c - 4.39150654e-06f;
  p = p * c + 0.00021858087f;
  p = p * c - 0.00125372503f;
  p = p * c - 0.00417768164f;
  p = p * c + 0.246640727f;
  p = p * c + 1.50140941f;
  q = q * t + 0.000100950558f;
  q = q * t + 0.00134934322f;
  q = q * t - 0.00367342844f;
  q = q * t + 0.00573950773f;
  q = q * t - 0.0076224613f;
  q = q * t + 0.00943887047f;
  q = q * t + 1.00167406f;
  q = q * t + 2.83297682f;
  return (w < 5 ? p : q) * x * 1.41421356f;
}

#define EACH(value)                                             \
  do {                                                          \
    for (size_t i = 0; i < count; i++) {                        \
      float x = in[i];                                          \
      out[i] = (value);                                         \
    }                                                           \
    return;                                                     \
  } while (0)

static void NAME(unary)(aez_unary function, float *out, const float *in, size_t count) {
  switch (function) {
  case AEZ_RELU: EACH(x < 0 ? 0 : x);
  case AEZ_SIGMOID: EACH(sigmoid(x));
  case AEZ_TANH: EACH(hyperbolic_tangent(x));
  case AEZ_EXP: EACH(exponential(x));
  case AEZ_LOG: EACH(logarithm(x));
  case AEZ_SOFTPLUS: EACH(softplus(x));
  case AEZ_ROUND: EACH(rounded(x));
  case AEZ_ABS: EACH(absolute(x));
  case AEZ_SIGN: EACH(sign_of(x));
  case AEZ_PROBIT: EACH(probit(x));
  }
}

#undef EACH
#define EACH(value)                                             \
  do {                                                          \
    for (size_t i = 0; i < count; i++) {                        \
      float x = a[i], y = b[i];                                 \
      out[i] = (value);                                         \
    }                                                           \
    return;                                                     \
  } while (0)

static void NAME(binary)(
    aez_binary function, float *out, const float *a, const float *b, size_t count) {
  switch (function) {
  case AEZ_ADD: EACH(x + y);
  case AEZ_SUBTRACT: EACH(x - y);
  case AEZ_MULTIPLY: EACH(x * y);
  case AEZ_LEAKY_GRADIENT: EACH(y > 0 ? x : x * 0.1f);
  case AEZ_RELU_GRADIENT: EACH(y > 0 ? x : 0);
  case AEZ_SIGMOID_GRADIENT: EACH(x * (y * (1 - y)));
  case AEZ_TANH_GRADIENT: EACH(x * (1 - y * y));
  }
}

#undef EACH

static void NAME(affine)(float *out, const float *in, float scale, float offset, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = in[i] * scale + offset;
}

static void NAME(approach)(
    float *out, const float *from, const float *to, float share, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = from[i] + (to[i] - from[i]) * share;
}

static void NAME(channel_affine)(
    float *out, const float *in, const float *factors, const float *offsets, size_t positions,
    size_t channels) {
  for (size_t p = 0; p < positions; p++, in += channels, out += channels) {
    if (factors && offsets)
      for (size_t c = 0; c < channels; c++) out[c] = in[c] * factors[c] + offsets[c];
    else if (factors)
      for (size_t c = 0; c < channels; c++) out[c] = in[c] * factors[c];
    else
      for (size_t c = 0; c < channels; c++) out[c] = in[c] + offsets[c];
  }
}

// SplitMix64 (Steele, Lea and Flood 2014) with its state counted on from the key: the upper 23
// bits, and a set bit below them.
static void NAME(uniform)(float *out, uint64_t key, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint64_t z = key + (i + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    out[i] = (float)(int32_t)(z >> 41) * 0x1p-23f + 0x1p-24f;
  }
}

static void NAME(adam)(const aez_adam *p) {
  float rest1 = 1 - p->beta1, rest2 = 1 - p->beta2;
  for (size_t i = 0; i < p->count; i++) {
    float g = p->gradient[i];
    float m = p->beta1 * p->m[i] + rest1 * g, v = p->beta2 * p->v[i] + rest2 * (g * g);
    p->new_m[i] = m;
    p->new_v[i] = v;
    float size = __builtin_elementwise_sqrt(v * p->v_scale) + p->epsilon;
    p->out[i] = p->value[i] - p->rate * m / size;
  }
}
