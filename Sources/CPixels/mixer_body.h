// Mixing of one binary decision; all in integers.

INLINE int32_t within(int32_t x, int32_t least, int32_t most) {
  return x < least ? least : x > most ? most : x;
}

INLINE int32_t magnitude(int32_t x) { return x < 0 ? -x : x; }

INLINE uint32_t hash(uint32_t a, uint32_t b, uint32_t c) {
  uint32_t h = (a * 0x9E3779B1u) ^ (b * 0x85EBCA77u) ^ (c * 0xC2B2AE3Du);
  h = (h ^ h >> 15) * 0x2C1B3C6Du;
  h = (h ^ h >> 12) * 0x297A2D39u;
  return h ^ h >> 15;
}

/// The logit of the counter, nearer to 0 while it has seen little.
INLINE int32_t counter_logit(const struct aez_px_state *s, uint32_t counter) {
  uint32_t age = counter & 1023;
  int32_t trust = age < AEZ_TRUSTS ? aez_trust[age] : 256;
  return (s->stretch[counter >> 20] * trust) >> 8;
}

INLINE void learn_counter(const struct aez_px_state *s, uint32_t *slot, bool bit) {
  uint32_t counter = *slot, age = counter & 1023;
  int64_t p = counter >> 10, end = bit ? (1 << 22) - 1 : 0;
  p += ((end - p) * s->share[age]) >> 16;
  *slot = (uint32_t)p << 10 | (age < AEZ_OLDEST ? age + 1 : age);
}

/// The logit of a set of weights, in 1/256.
INLINE int32_t mixed(const aez_ints *w, const aez_ints *x, const size_t vectors) {
  aez_ints sums = (w[0] >> 5) * x[0];
  if (vectors > 1) sums += (w[1] >> 5) * x[1];
  return within(__builtin_reduce_add(sums) >> 11, -AEZ_PX_LOGIT + 1, AEZ_PX_LOGIT - 1);
}

INLINE void learn_set(aez_ints *w, const aez_ints *x, int32_t miss, const size_t vectors) {
  UNROLL for (size_t i = 0; i < vectors; i++) {
    aez_ints moved = w[i] + ((x[i] * miss + (1 << 13)) >> 14);
    aez_ints low = (aez_ints){0} - AEZ_WEIGHT, high = (aez_ints){0} + AEZ_WEIGHT;
    aez_ints under = moved < low;
    moved = (under & low) | (~under & moved);
    aez_ints over = moved > high;
    w[i] = (over & high) | (~over & moved);
  }
}

/// Codes one decision from the logits of experts and of `count` counters. Lean coding has half of
/// the inputs, one set of weights and one refinement.
INLINE bool mixed_decision(
    struct aez_px_state *s, const int32_t experts[AEZ_PX_EXPERTS], const size_t count,
    uint32_t first, uint32_t second, uint32_t third, uint32_t fourth, bool bit,
    const bool decoding) {
  struct aez_px_mixer *m = &s->mixer;
#define LOGIT(i) ((i) < count ? counter_logit(s, *m->slots[i]) : 0)
  const bool lean = count == AEZ_CONTEXTS_1;
  const size_t vectors = lean ? 1 : 2;
  aez_ints x[2] = {
      {128, experts[0], experts[1], experts[2], experts[3], LOGIT(0), LOGIT(1), LOGIT(2)},
      {LOGIT(3), LOGIT(4), LOGIT(5), LOGIT(6), LOGIT(7), LOGIT(8), LOGIT(9), LOGIT(10)}};
  if (lean)
    x[0] = (aez_ints){128,      experts[0], experts[1], LOGIT(0),
                      LOGIT(1), LOGIT(2),   LOGIT(3),   0};
#undef LOGIT
  aez_ints *one = m->weights[0] + (size_t)first * vectors;
  aez_ints *two = m->weights[1] + (size_t)second * vectors;
  const uint16_t *squash = s->squash + AEZ_PX_LOGIT;
  int32_t la = mixed(one, x, vectors), lb = lean ? la : mixed(two, x, vectors);
  int32_t logit = (la + lb) >> 1;

  int32_t position = within(logit, -2047, 2047) + 2048, f = position & 127;
  uint16_t *ba = m->bins[0] + (size_t)third * AEZ_PX_BINS + (position >> 7);
  uint16_t *bb = m->bins[1] + (size_t)fourth * AEZ_PX_BINS + (position >> 7);
  int32_t ra = (ba[0] * (128 - f) + ba[1] * f) >> 7, rb = (bb[0] * (128 - f) + bb[1] * f) >> 7;
  int32_t refined = lean ? rb : (ra + rb) >> 1;
  int32_t p = within((squash[logit] + refined) >> 1, 24, 65536 - 24);
  bit = coder_bit(&s->coder, bit, (uint32_t)p, decoding);

  int32_t target = bit ? 65535 : 0, whole = bit ? 65536 : 0;
  learn_set(one, x, (whole - squash[la]) * AEZ_RATE >> 4, vectors);
  if (!lean) learn_set(two, x, (whole - squash[lb]) * AEZ_RATE >> 4, vectors);
  uint16_t *near_a = ba + (f >> 6), *near_b = bb + (f >> 6);
  if (!lean) *near_a = (uint16_t)(*near_a + ((target - *near_a) >> 6));
  *near_b = (uint16_t)(*near_b + ((target - *near_b) >> 6));
  UNROLL for (size_t i = 0; i < count; i++) learn_counter(s, m->slots[i], bit);
  return bit;
}
