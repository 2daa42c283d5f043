// One plane, sample by sample: prediction, contexts, coding, learning.

/// Rows of samples as floats, padded by the nearest sample.
INLINE void fill_row(float *row, const uint16_t *samples, uint32_t width) {
  for (uint32_t x = 0; x < width; x++) row[x] = samples[x];
  for (int32_t i = 1; i <= AEZ_PX_PAD; i++) row[-i] = row[0], row[width - 1 + i] = row[width - 1];
}

INLINE void begin_row(
    struct aez_px_state *s, uint16_t *const planes[], uint32_t plane, uint32_t others, uint32_t y) {
  uint32_t width = s->shape.width, last = s->shape.height - 1;
  float *oldest = s->rows[2], middle = (float)((s->shape.maximum + 1) / 2);
  s->rows[2] = s->rows[1], s->rows[1] = s->rows[0], s->rows[0] = oldest;
  for (int32_t i = 1; i <= AEZ_PX_PAD; i++) {
    if (y) s->rows[1][(int32_t)width - 1 + i] = s->rows[1][width - 1];
    else s->rows[1][-i] = s->rows[2][-i] = middle;
    s->rows[0][-i] = y ? s->rows[1][0] : middle;
  }
  // Nothing is two above the second row: the first row stands for it.
  if (y == 1)
    memcpy(s->rows[2] - AEZ_PX_PAD, s->rows[1] - AEZ_PX_PAD,
           (width + 2 * AEZ_PX_PAD) * sizeof(float));
  for (uint32_t o = 0; o < others; o++)
    for (uint32_t r = 0; r < 3; r++) {
      uint32_t from = y + r == 0 ? 0 : y + r - 1;
      if (from > last) from = last;
      fill_row(s->rows[3 + 3 * o + r], planes[plane - 1 - o] + (size_t)from * width, width);
    }
  int32_t *errors = s->errors[2];
  s->errors[2] = s->errors[1], s->errors[1] = s->errors[0], s->errors[0] = errors;
  for (int32_t i = 1; i <= AEZ_PX_PAD; i++) errors[-i] = 0;
  for (uint32_t i = 0; i < AEZ_PX_ROWS; i++)
    s->fit.from[i] = s->rows[s->fit.sources[i]] + s->fit.steps[i];
}

INLINE int32_t rounded16(float x, float maximum) {
  x = x > 0 ? x < maximum ? x : maximum : 0;
  return (int32_t)((x * 16.0f + 12582912.0f) - 12582912.0f);
}

/// A mean in 1/16 of a sample, as 1/16 of a step around the rounded prediction.
INLINE int32_t in_steps(
    const struct aez_px_state *s, int32_t mean, int32_t rounded, int32_t center) {
  int32_t d = mean - 16 * rounded, step = (int32_t)s->step;
  if (step > 1) d = (d < 0 ? d - step + 1 : d) / step;
  return 16 * center + d;
}

/// A signed magnitude in 1/16, four classes an octave or so, 0 … 30.
INLINE uint32_t signed_class(int32_t v) {
  uint32_t c = energy_class(magnitude(v) * 2);
  return v < 0 ? 15 - c : 15 + c;
}

INLINE void code_sample(
    struct aez_px_state *s, uint16_t *const planes[], uint32_t plane, uint32_t others, uint32_t x,
    uint32_t y, const size_t vectors, const size_t count, const bool decoding) {
  struct aez_px_fit *f = &s->fit;
  const float *o0 = s->rows[0] + x, *o1 = s->rows[1] + x;
  const float *p = s->rows[4] + x, *pu = s->rows[3] + x, *q = s->rows[7] + x, *qu = s->rows[6] + x;
  float *v = (float *)f->features;
  const size_t target = AEZ_PX_LANES * vectors - 1;
  float own = 0.5f * (o0[-1] + o1[0]);
  float references[3] = {own, 0.5f * (p[-1] + pu[0]), 0.5f * (q[-1] + qu[0])};
  UNROLL for (size_t i = 0; i < target; i++) {
    v[i] = f->from[i][x] - references[f->origins[i]];
  }
  v[target] = 0;
  uint32_t phase = (y & 1) * 2 + (x & 1);
  float maximum = (float)s->shape.maximum;
  int32_t local = rounded16(own + fit_predict(f->local_weights, f->features, vectors), maximum);
  int32_t global =
      rounded16(own + fit_predict(f->global_weights[phase], f->features, vectors), maximum);

  float la = (float)(s->local_misses[x] + s->local_misses[x + 1] + 5);
  float ga = (float)(s->global_misses[x] + s->global_misses[x + 1] + 5);
  float lw = ga * ga, gw = la * la;
  int32_t mean = (int32_t)(__builtin_fmaf((float)local, lw, (float)global * gw) / (lw + gw) + 0.5f);

  const int32_t *e0 = s->errors[0] + x, *e1 = s->errors[1] + x, *e2 = s->errors[2] + x;
  int32_t near = 2 * (magnitude(e0[-1]) + magnitude(e1[0])) + magnitude(e1[-1]) + magnitude(e1[1])
      + magnitude(e0[-2]) + magnitude(e2[0]);
  near >>= 3;
  int32_t w = (int32_t)o0[-1], n = (int32_t)o1[0], nw = (int32_t)o1[-1], ne = (int32_t)o1[1];
  int32_t step = (int32_t)s->step;
  int32_t texture =
      16 * (magnitude(w - nw) + magnitude(n - nw) + magnitude(n - ne)) / 3;
  if (step > 1) texture /= step;
  int32_t before = 0, around = 0;
  if (others) {
    const int16_t *l = s->last_errors + (size_t)y * s->shape.width + x;
    before = l[0];
    around = (magnitude(l[x + 1 < s->shape.width]) +
              magnitude(l[y + 1 < s->shape.height ? s->shape.width : 0])) >> 1;
  }
  uint32_t later = plane - s->shape.alone;
  uint32_t kind = plane < s->shape.alone ? 3 : later < 2 ? later : 2;
  uint32_t bias_class = energy_class(near) / 2 * 32 + (16 * w > mean) * 16 + (16 * n > mean) * 8
      + (16 * ne > mean) * 4 + (before > 0) * 2 + (phase == 0 || phase == 3);
  int32_t *bias = &s->bias[kind][bias_class];
  mean = within(mean + (*bias >> 8) * 3 / 4, 0, 16 * (int32_t)s->shape.maximum);
  int32_t rounded = (mean + 8) >> 4, center = step > 1 ? rounded / step + 1 : rounded;

  int32_t activity = others ? (9 * near + 4 * magnitude(before) + 3 * around) >> 4
                            : (14 * near + texture) >> 4;
  struct sample a;
  a.plane = kind;
  a.energy = energy_class(activity);
  a.texture = energy_class(others ? magnitude(before) : texture >> 1);
  int32_t *spread = &s->scales[kind][a.energy][a.texture];
  if (!*spread) *spread = (activity + 6) << 8;
  uint32_t scale = scale_class(*spread >> 4);
  int32_t m = in_steps(s, mean, rounded, center);
  a.experts[0] = (struct aez_px_expert){m, scale};
  a.experts[1] = (struct aez_px_expert){m, scale + 7};
  a.experts[2] = (struct aez_px_expert){in_steps(s, local, rounded, center), scale};
  a.experts[3] = (struct aez_px_expert){in_steps(s, global, rounded, center), scale};
  // The block is about as long as the mean error.
  a.shift = scale < AEZ_FIRST_SHIFT ? 0 : (scale - AEZ_FIRST_SHIFT) / 8 + 1;
  if (a.shift > 15) a.shift = 15;

  uint32_t pc = others ? (uint32_t)p[0] : (uint32_t)w;
  uint32_t qc = others > 1 ? (uint32_t)q[0] : (uint32_t)n;
  uint32_t pw = others ? (uint32_t)(w - (int32_t)p[-1]) : 0;
  uint32_t *b = a.bases;
  uint32_t k = kind << 8;
  int32_t lag = m - 16 * (m >> 4);
  b[0] = hash(k, 1, 1);
  b[1] = hash(k + 1, pc, others > 1 ? qc : 0);
  b[2] = others > 1 ? hash(k + 2, pc, 0) : hash(k + 2, pc, others ? pw : qc);
  b[3] = hash(k + 3, a.energy, energy_class(texture));
  b[4] = hash(k + 4, energy_class(near) * 16 + energy_class(around), signed_class(before));
  b[5] = hash(k + 5, signed_class(e0[-1]), signed_class(e1[0]));
  b[6] = hash(k + 6, (uint32_t)(m & ((16 << a.shift) - 1)) >> a.shift, scale / 2);
  if (count > 7) {
    uint32_t across = energy_class(16 * magnitude(n - nw));
    b[7] = hash(k + 7, energy_class(16 * magnitude(w - nw)) * 16 + across,
                energy_class(16 * magnitude(n - ne)) * 16 + phase);
    b[8] = hash(k + 8, signed_class((local - global)), a.energy);
    b[9] = hash(k + 9, (uint32_t)rounded, (uint32_t)lag >> 2);
    b[10] = hash(k + 10, (uint32_t)rounded, pc);
  }
  uint16_t *sample = planes[plane] + (size_t)y * s->shape.width + x;
  int32_t index = 0;
  if (!decoding) {
    int32_t d = (int32_t)*sample - rounded;
    if (step > 1) d = d < 0 ? -((step / 2 - d) / step) : (step / 2 + d) / step;
    index = within(center + d, 0, (int32_t)s->top);
  }
  index = code_index(s, &a, index, count, decoding);
  int32_t value = within(rounded + step * (index - center), 0, (int32_t)s->shape.maximum);
  *sample = (uint16_t)value;

  int32_t error = within(16 * index - m, -32767, 32767);
  s->errors[0][x] = error;
  s->own_errors[(size_t)y * s->shape.width + x] = (int16_t)error;
  *spread += (magnitude(error) * 256 - *spread) >> 6;
  if (*spread < 1) *spread = 1;
  *bias += (within(16 * value - mean, -1023, 1023) * 256 - *bias) >> 7;
  int32_t lm = magnitude(16 * value - local), gm = magnitude(16 * value - global);
  s->local_misses[x + 1] = (5 * s->local_misses[x + 1] + 6 * lm + 5 * s->local_misses[x]) >> 4;
  s->global_misses[x + 1] = (5 * s->global_misses[x + 1] + 6 * gm + 5 * s->global_misses[x]) >> 4;
  s->rows[0][x] = (float)value;
  v[target] = (float)value - own;
  fit_learn(f->own[x & 1], f->features, 16.0f / (float)(16 + ((6 * near) >> 4)), vectors);
}

INLINE void code_plane(
    struct aez_px_state *s, uint16_t *const planes[], uint32_t plane, const size_t vectors,
    const size_t count, const bool decoding) {
  uint32_t width = s->shape.width, cell = s->fit.cell_width;
  uint32_t others = plane <= s->shape.alone ? 0 : plane - s->shape.alone;
  if (others > 2) others = 2;
  begin_plane(s, others, vectors);
  for (uint32_t y = 0; y < s->shape.height; y++) {
    begin_row(s, planes, plane, others, y);
    for (uint32_t x = 0; x < width; x++) {
      if (x % cell == 0) fit_begin_cell(&s->fit, x / cell, y, vectors);
      // Nothing is above the first row: it goes on as the sample to the left.
      if (y == 0)
        for (int32_t i = -1; i <= AEZ_PX_PAD; i++)
          s->rows[1][(int32_t)x + i] = s->rows[2][(int32_t)x + i] = s->rows[0][(int32_t)x - 1];
      code_sample(s, planes, plane, others, x, y, vectors, count, decoding);
      if (x % cell == cell - 1 || x + 1 == width)
        fit_end_cell(&s->fit, x / cell, y, AEZ_ACROSS, AEZ_DOWN, vectors);
    }
    s->errors[0][width] = s->errors[0][width + 1] = 0;
    fit_end_row(&s->fit, AEZ_ACROSS, vectors);
  }
  int16_t *swap = s->last_errors;
  s->last_errors = s->own_errors, s->own_errors = swap;
}
