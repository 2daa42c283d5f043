// Mixing of predictions of binary decisions; see aez_mixture. All arithmetic is in integers.

typedef int32_t ints __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE ints load_ints(const int32_t *p) { return *(const ints *)p; }
INLINE void store_ints(int32_t *p, ints v) { *(ints *)p = v; }

INLINE int32_t within(int32_t x, int32_t least, int32_t most) {
  return x < least ? least : x > most ? most : x;
}

/// The logit of a set's mixture, in 1/256.
INLINE int32_t mixed_logit(const int32_t *weights, const int32_t *inputs, size_t count) {
  ints sums = {0};
  for (size_t i = 0; i < count; i += LANES)
    sums += (load_ints(weights + i) >> 5) * load_ints(inputs + i);
  int32_t sum = 0;
  UNROLL for (size_t l = 0; l < LANES; l++) sum += sums[l];
  return within(sum >> 11, -AEZ_MIX_LOGIT, AEZ_MIX_LOGIT);
}

INLINE void learn_weights(int32_t *weights, const int32_t *inputs, int32_t miss, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    ints moved = load_ints(weights + i) + ((load_ints(inputs + i) * miss + (1 << 13)) >> 14);
    ints low = (ints){0} - AEZ_MIX_WEIGHT, high = (ints){0} + AEZ_MIX_WEIGHT;
    ints under = moved < low;
    moved = (under & low) | (~under & moved);
    ints over = moved > high;
    store_ints(weights + i, (over & high) | (~over & moved));
  }
}

static uint32_t NAME(mix_predict)(
    aez_mixture *m, const uint32_t *contexts, size_t count, const int32_t *experts,
    size_t expert_count, const uint32_t selectors[3]) {
  const aez_mix_tables *t = m->tables;
  int32_t *x = m->inputs;
  x[0] = AEZ_MIX_BIAS;
  for (size_t i = 0; i < m->experts; i++) x[1 + i] = i < expert_count ? experts[i] : 0;
  size_t used = 1 + m->experts;
  m->count = (uint32_t)count;
  for (size_t i = 0; i < count; i++) {
    uint32_t slot = contexts[i] & m->mask;
    uint32_t counter = m->counters[slot], age = counter & 1023;
    m->slots[i] = slot;
    x[used++] = (t->stretch[counter >> 20] * t->confidence[age]) >> 8;
    x[used++] = (((int32_t)(counter >> 10) - (1 << 21)) * t->emphasis[age]) >> 20;
  }
  size_t lanes = (used + 15) / 16 * 16;
  while (used < lanes) x[used++] = 0;
  m->lanes = (uint32_t)lanes;

  m->sets[0] = m->weights[0] + (size_t)selectors[0] * AEZ_MIX_INPUTS;
  m->sets[1] = m->weights[1] + (size_t)selectors[1] * AEZ_MIX_INPUTS;
  int32_t first = mixed_logit(m->sets[0], x, lanes), second = mixed_logit(m->sets[1], x, lanes);
  const uint16_t *squash = t->squash + AEZ_MIX_LOGIT;
  m->probabilities[0] = squash[first];
  m->probabilities[1] = squash[second];
  int32_t logit = (first + second) >> 1;

  int32_t position = within(logit, -2047, 2047) + 2048;
  uint16_t *bins = m->bins + (size_t)selectors[2] * AEZ_MIX_BINS + (position >> 7);
  int32_t fraction = position & 127;
  m->bin = bins;
  m->fraction = fraction;
  int32_t refined = (bins[0] * (128 - fraction) + bins[1] * fraction) >> 7;
  int32_t share = m->refined_share;
  return (uint32_t)within((squash[logit] * (16 - share) + refined * share) >> 4, 1, 65535);
}

static void NAME(mix_update)(aez_mixture *m, bool bit) {
  const aez_mix_tables *t = m->tables;
  for (size_t i = 0; i < 2; i++) {
    int32_t miss = (((int32_t)bit << 16) - m->probabilities[i]) * m->rate >> 4;
    learn_weights(m->sets[i], m->inputs, miss, m->lanes);
  }
  int32_t target = bit ? 65535 : 0, fraction = m->fraction;
  uint16_t *bin = m->bin;
  bin[0] = (uint16_t)(bin[0] + (((target - bin[0]) * (128 - fraction) * 5) >> 15));
  bin[1] = (uint16_t)(bin[1] + (((target - bin[1]) * fraction * 5) >> 15));
  int64_t end = bit ? (1 << 22) - 1 : 0;
  for (size_t i = 0; i < m->count; i++) {
    uint32_t counter = m->counters[m->slots[i]], age = counter & 1023;
    int64_t p = counter >> 10;
    p += ((end - p) * t->share[age]) >> 16;
    m->counters[m->slots[i]] = (uint32_t)p << 10 | (age < (uint32_t)m->oldest ? age + 1 : age);
  }
}

// Lean mixtures.

typedef int32_t ints8 __attribute__((vector_size(32), aligned(4), may_alias));

/// The logit of context i's counter; 0 beyond the contexts.
INLINE int32_t lean_logit(
    aez_lean_mixture *m, const uint32_t *lines, size_t count, uint32_t place, size_t i) {
  if (i >= count) return 0;
  uint32_t *slot = m->counters + (size_t)lines[i] * AEZ_LEAN_LINE + place;
  uint32_t counter = *slot;
  m->slots[i] = slot;
  return (m->tables->stretch[counter >> 20] * m->tables->confidence[counter & 1023]) >> 8;
}

/// The inputs are gathered in registers: a vector that is read just after its parts were written
/// would have to wait for them.
INLINE uint32_t lean_mixture(
    aez_lean_mixture *m, const uint32_t *lines, const size_t count, uint32_t place, int32_t expert,
    uint32_t first, uint32_t second) {
#define LOGIT(i) lean_logit(m, lines, count, place, i)
  const size_t lanes = m->lanes;
  ints8 x = {AEZ_MIX_BIAS, expert, LOGIT(0), LOGIT(1), LOGIT(2), LOGIT(3), LOGIT(4), LOGIT(5)};
  m->count = (uint32_t)count;
  *(ints8 *)m->inputs = x;
  int32_t *one = m->weights[0] + first * lanes, *two = m->weights[1] + second * lanes;
  m->sets[0] = one;
  m->sets[1] = two;
  ints8 a = (*(const ints8 *)one >> 5) * x, b = (*(const ints8 *)two >> 5) * x;
  if (count > 6) {
    ints8 y = {LOGIT(6),  LOGIT(7),  LOGIT(8),  LOGIT(9),
               LOGIT(10), LOGIT(11), LOGIT(12), LOGIT(13)};
    *(ints8 *)(m->inputs + 8) = y;
    a += (*(const ints8 *)(one + 8) >> 5) * y;
    b += (*(const ints8 *)(two + 8) >> 5) * y;
  }
  int32_t sum_a = 0, sum_b = 0;
  UNROLL for (size_t l = 0; l < 8; l++) sum_a += a[l], sum_b += b[l];
  int32_t la = within(sum_a >> 11, -AEZ_MIX_LOGIT, AEZ_MIX_LOGIT);
  int32_t lb = within(sum_b >> 11, -AEZ_MIX_LOGIT, AEZ_MIX_LOGIT);
  const uint16_t *squash = m->tables->squash + AEZ_MIX_LOGIT;
  m->probabilities[0] = squash[la];
  m->probabilities[1] = squash[lb];
  return squash[(la + lb) >> 1];
#undef LOGIT
}

static uint32_t NAME(lean_predict)(
    aez_lean_mixture *m, const uint32_t *lines, size_t count, uint32_t place, int32_t expert,
    uint32_t first, uint32_t second) {
#define CASE(n)                                                                                   \
  case n: return lean_mixture(m, lines, n, place, expert, first, second)
  switch (count) {
    CASE(1);
    CASE(3);
    CASE(5);
    CASE(6);
    default: return lean_mixture(m, lines, count, place, expert, first, second);
  }
#undef CASE
}

INLINE void learn_eight(int32_t *weights, const int32_t *inputs, int32_t miss) {
  ints8 moved = *(const ints8 *)weights + ((*(const ints8 *)inputs * miss + (1 << 13)) >> 14);
  ints8 low = (ints8){0} - AEZ_MIX_WEIGHT, high = (ints8){0} + AEZ_MIX_WEIGHT;
  ints8 under = moved < low;
  moved = (under & low) | (~under & moved);
  ints8 over = moved > high;
  *(ints8 *)weights = (over & high) | (~over & moved);
}

INLINE void lean_learn(aez_lean_mixture *m, bool bit, const size_t count) {
  const aez_mix_tables *t = m->tables;
  for (size_t i = 0; i < 2; i++) {
    int32_t miss = (((int32_t)bit << 16) - m->probabilities[i]) * m->rate >> 4;
    learn_eight(m->sets[i], m->inputs, miss);
    if (count > 6) learn_eight(m->sets[i] + 8, m->inputs + 8, miss);
  }
  int64_t end = bit ? (1 << 22) - 1 : 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t counter = *m->slots[i], age = counter & 1023;
    int64_t p = counter >> 10;
    p += ((end - p) * t->share[age]) >> 16;
    *m->slots[i] = (uint32_t)p << 10 | (age < (uint32_t)m->oldest ? age + 1 : age);
  }
}

static void NAME(lean_update)(aez_lean_mixture *m, bool bit) {
  switch (m->count) {
    case 1: return lean_learn(m, bit, 1);
    case 3: return lean_learn(m, bit, 3);
    case 5: return lean_learn(m, bit, 5);
    case 6: return lean_learn(m, bit, 6);
    default: return lean_learn(m, bit, m->count);
  }
}
