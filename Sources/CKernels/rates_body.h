// The cost of numbers in bits and its derivatives, included by kernels_body.h for each instruction
// set.

// The least probability, and 1 / ln 2.
#define LEAST 1e-9f
#define PER_LN2 1.44269504f

// F(t) = ½ − ½·sign(t)·(e^−|t| − 1) at both ends of the bin around d = y − mean. For |d| < ½ the
// bin contains the peak and both halves are added; otherwise the tail is a product with an
// exponential. Neither case cancels.
INLINE void laplace(
    float d, float log_scale, float *bits, float *slope, float *scale_slope) {
  float s = kept(log_scale, -3.2f, 5.5f), per = exponential(-s), a = absolute(d);
  float near = (a - 0.5f) * per, far = (a + 0.5f) * per;
  float tail_near = exponential(-absolute(near)), tail_far = exponential(-far);
  float inside = -0.5f * (expm1_of(-absolute(near)) + expm1_of(-far));
  float beyond = -0.5f * tail_near * expm1_of(-per);
  float probability = near < 0 ? inside : beyond;
  float bounded = probability < LEAST ? LEAST : probability;
  float steep = -PER_LN2 / bounded;
  float up = 0.5f * (tail_far - tail_near) * per;
  float wider = 0.5f * (near * tail_near - far * tail_far);
  *bits = -PER_LN2 * logarithm(bounded);
  *slope = steep * (d < 0 ? -up : up);
  *scale_slope = log_scale < -3.2f || log_scale > 5.5f ? 0 : steep * wider;
}

// S(far) − S(near) with S the logistic function, near = (|d| − ½) / s and far = (|d| + ½) / s.
INLINE void logistic(float d, float s, float *bits, float *slope, float *scale_slope) {
  float a = absolute(d), per = 1 / s;
  float near = (a - 0.5f) * per, far = (a + 0.5f) * per;
  float tail_near = exponential(-near), tail_far = exponential(-far);
  float below_near = 1 + tail_near, below_far = 1 + tail_far;
  float probability = tail_near / below_near * -expm1_of(-per) / below_far;
  float bounded = probability < LEAST ? LEAST : probability;
  float steep = -PER_LN2 / bounded;
  float dense_near = tail_near / below_near / below_near;
  float dense_far = tail_far / below_far / below_far;
  float up = (dense_far - dense_near) * per;
  *bits = -PER_LN2 * logarithm(bounded);
  *slope = steep * (d < 0 ? -up : up);
  *scale_slope = steep * (near * dense_near - far * dense_far) * per;
}

// The same for the logarithm of the scale.
INLINE void logistic_of_log(
    float d, float log_scale, float *bits, float *slope, float *scale_slope) {
  float s = exponential(kept(log_scale, -3.2f, 5.5f));
  logistic(d, s, bits, slope, scale_slope);
  *scale_slope = log_scale < -3.2f || log_scale > 5.5f ? 0 : *scale_slope * s;
}

#define PERIODS(distribution)                                                             \
  for (size_t first = 0; first < p->count; first += p->period)                            \
    for (size_t i = 0; i < p->period; i++) {                                              \
      float d = p->y[first + i] - p->mean[i], bits, slope, scale_slope;                   \
      distribution(d, p->scale[i], &bits, &slope, &scale_slope);                          \
      p->bits[first + i] = bits;                                                          \
      p->slope[first + i] = slope;                                                        \
      p->scale_slope[first + i] = scale_slope;                                            \
    }

static void NAME(laplace_bits)(const aez_bits *p) { PERIODS(laplace) }

static void NAME(logistic_bits)(const aez_bits *p) { PERIODS(logistic) }

static void NAME(log_logistic_bits)(const aez_bits *p) { PERIODS(logistic_of_log) }

#undef PERIODS

// E[t | t within q ± ½] − q for a Laplace density, with u = mean − q. For |u| ≥ ½ the whole bin
// lies on one side of the peak; otherwise both sides are added.
INLINE float laplace_offset(float u, float log_scale) {
  float s = exponential(kept(log_scale, -3.2f, 5.5f));
  float far = 0.5f / hyperbolic_tangent(0.5f / s) - s;
  float a = kept(u + 0.5f, 0, 1), b = kept(0.5f - u, 0, 1);
  float lost_a = expm1_of(-a / s), lost_b = expm1_of(-b / s);
  float mass_a = s * s - (lost_a + 1) * s * (s + a), mass_b = s * s - (lost_b + 1) * s * (s + b);
  float near = u - (mass_b - mass_a) / (s * (lost_a + lost_b));
  float offset = absolute(u) < 0.5f ? near : u < 0 ? -far : far;
  return s > 8 ? 0 : kept(offset, -0.5f, 0.5f);
}

static void NAME(laplace_offsets)(
    float *out, const float *q, const float *mean, const float *log_scale, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = laplace_offset(mean[i] - q[i], log_scale[i]);
}
