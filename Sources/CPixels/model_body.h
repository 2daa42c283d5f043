// The decisions of one sample: its side of a boundary near the prediction, how many blocks away,
// and its place within the block. Block boundaries are multiples of the block's size, so that
// nodes are about the same values everywhere and counters find the values that do not occur.

#define EXPERTS(count) ((count) == AEZ_CONTEXTS_1 ? 2 : AEZ_PX_EXPERTS)

/// What is known of a sample before it is coded. Positions are in 1/16 steps.
struct sample {
  struct aez_px_expert experts[AEZ_PX_EXPERTS];
  uint32_t shift;                   // of the block's size
  uint32_t plane, energy, texture;  // classes
  uint32_t bases[AEZ_PX_CONTEXTS];  // hashes; the first are about values, the others about places
  uint32_t lines[AEZ_PX_CONTEXTS];
  float inverse[AEZ_PX_EXPERTS];
};

/// Eight classes an octave, of a mean magnitude in 1/256.
INLINE uint32_t scale_class(int32_t v) {
  if (v < 8) v = 8;
  uint32_t octave = 31 - (uint32_t)__builtin_clz((uint32_t)v);
  return 8 * (octave - 3) + ((uint32_t)v >> (octave - 3) & 7);
}

/// Two classes an octave of a magnitude in 1/16, 0 … 15.
INLINE uint32_t energy_class(int32_t v) {
  if (v < 4) return 0;
  uint32_t octave = 31 - (uint32_t)__builtin_clz((uint32_t)v);
  uint32_t c = 2 * (octave - 2) + ((uint32_t)v >> (octave - 1) & 1) + 1;
  return c < 15 ? c : 15;
}

/// The distance from an expert's mean, in 1/256 of its scale.
INLINE int32_t scaled(const struct sample *a, size_t e, int32_t position) {
  float z = (float)(position - a->experts[e].mean) * a->inverse[e];
  z = z > 16384.0f ? 16384.0f : z < -16384.0f ? -16384.0f : z;
  return (int32_t)z;
}

/// ln(2 cosh(z/2)) in 1/4096.
INLINE int32_t log_cosh(int32_t z) {
  z = magnitude(z);
  if (z >= 3072) return 8 * z;
  const int16_t *t = aez_soft + (z >> 4);
  return 8 * z + t[0] + (((t[1] - t[0]) * (z & 15)) >> 4);
}

INLINE int32_t expert_logit(int32_t fine) { return within(fine >> 4, -2047, 2047); }

/// The threshold below index i.
INLINE int32_t threshold(int32_t i) { return 16 * i - 8; }

INLINE void choose_lines(
    struct aez_px_state *s, struct sample *a, uint32_t value_key, uint32_t place_key,
    const size_t count) {
  UNROLL for (uint32_t i = 0; i < count; i++) {
    uint32_t key = i < AEZ_VALUE_CONTEXTS ? value_key : place_key;
    a->lines[i] = (((a->bases[i] + key * 0x9E3779B1u) * 0x2C1B3C6Du) >> s->mixer.shift) & ~15u;
    __builtin_prefetch(s->mixer.counters + a->lines[i]);
  }
}

/// One decision at the places of the lines; `kind` is below 32.
INLINE bool decide(
    struct aez_px_state *s, const struct sample *a, const int32_t *experts, uint32_t value_place,
    uint32_t place, uint32_t kind, uint32_t node, bool bit, const size_t count,
    const bool decoding) {
  UNROLL for (uint32_t i = 0; i < count; i++)
    s->mixer.slots[i] =
        s->mixer.counters + a->lines[i] + (i < AEZ_VALUE_CONTEXTS ? value_place : place);
  uint32_t first = (a->plane * 8 + (a->shift < 7 ? a->shift : 7)) * 32 + kind;
  uint32_t second = (a->energy * 4 + a->texture / 4) * 32 + kind;
  uint32_t third = hash(node, a->plane, 77) & (AEZ_THIRDS - 1);
  uint32_t fourth = (a->plane * 16 + a->energy) * 32 + kind;
  return mixed_decision(s, experts, count, first, second, third, fourth, bit, decoding);
}

/// The bits of the index within a block that begins at `low`, 2^shift long.
INLINE int32_t code_within(
    struct aez_px_state *s, struct sample *a, int32_t low, uint32_t shift, uint32_t place_key,
    int32_t index, const size_t count, const bool decoding) {
  int32_t lows[AEZ_PX_EXPERTS], highs[AEZ_PX_EXPERTS], logits[AEZ_PX_EXPERTS];
  UNROLL for (size_t e = 0; e < EXPERTS(count); e++) {
    lows[e] = log_cosh(scaled(a, e, threshold(low)));
    highs[e] = log_cosh(scaled(a, e, threshold(low + (1 << shift))));
  }
  uint32_t path = 1;
  for (uint32_t b = shift; b-- > 0;) {
    if (b % 3 == 2 || b + 1 == shift) {
      uint32_t group = b / 3, key = (uint32_t)(low + 65536) >> (3 * group + 3);
      choose_lines(
          s, a, key << 5 | (16 + group), (place_key << 20) ^ (path << 5) ^ (16 + group), count);
    }
    int32_t middle = low + (1 << b);
    bool bit = index >= middle;
    if (middle > (int32_t)s->top) bit = false;
    else if (middle <= 0) bit = true;
    else {
      UNROLL for (size_t e = 0; e < EXPERTS(count); e++)
        logits[e] = expert_logit(lows[e] - highs[e]);
      uint32_t within_group = (uint32_t)(low + 65536) >> (b + 1) & ((1u << (2 - b % 3)) - 1);
      uint32_t place = (1u << (2 - b % 3)) + within_group;
      bit = decide(
          s, a, logits, place, place, 16 + (b < 15 ? b : 15), (uint32_t)(middle * 32 + (int32_t)b),
          bit, count, decoding);
    }
    path = path * 2 + bit;
    int32_t *ends = bit ? lows : highs;
    if (bit) low = middle;
    if (b) UNROLL for (size_t e = 0; e < EXPERTS(count); e++)
      ends[e] = log_cosh(scaled(a, e, threshold(middle)));
  }
  return low;
}

/// Codes the index of a sample, 0 … top, and returns it.
INLINE int32_t code_index(
    struct aez_px_state *s, struct sample *a, int32_t index, const size_t count,
    const bool decoding) {
  const int32_t top = (int32_t)s->top;
  uint32_t shift = a->shift;
  int32_t half = 8 << shift, boundary = (a->experts[0].mean + 8 + half) >> (shift + 4) << shift;
  UNROLL for (size_t e = 0; e < EXPERTS(count); e++)
    a->inverse[e] = s->inverse[a->experts[e].scale];
  int32_t logits[AEZ_PX_EXPERTS], starts[AEZ_PX_EXPERTS];
  choose_lines(
      s, a, ((uint32_t)boundary + 65536) >> (shift + 2) << 5 | shift, 1 << 5 | shift, count);
  UNROLL for (size_t e = 0; e < EXPERTS(count); e++) {
    starts[e] = scaled(a, e, threshold(boundary));
    logits[e] = within(-starts[e], -2047, 2047);
  }
  bool right = index >= boundary;
  uint32_t node = (uint32_t)(boundary + 65536) >> shift;
  if (boundary > top) right = false;
  else if (boundary <= 0) right = true;
  else
    right = decide(
        s, a, logits, (node & 3) * 4, 1, 0, (node << 5 | 31) + shift * 7919, right, count,
        decoding);

  int32_t edge = boundary;
  uint32_t size = shift, blocks = 0;
  for (;; blocks++) {
    int32_t next = right ? edge + (1 << size) : edge - (1 << size);
    bool beyond = right ? index >= next : index < next;
    if (right ? next > top : next <= 0) break;
    UNROLL for (size_t e = 0; e < EXPERTS(count); e++) {
      int32_t z = scaled(a, e, threshold(edge));
      z = right ? z : -z;
      int32_t u = 8 * (int32_t)size - (int32_t)a->experts[e].scale;
      logits[e] = expert_logit(log_cosh(z) - 8 * z - aez_reach[within(u + 184, 0, 180)]);
    }
    uint32_t block = (uint32_t)((right ? edge : next) + 65536) >> shift;
    uint32_t step = blocks < 6 ? blocks : 6;
    if (block >> 2 != node >> 2 || blocks >= 1) {
      node = block;
      choose_lines(s, a, block >> 2 << 5 | shift, 1 << 5 | shift, count);
    }
    beyond = decide(
        s, a, logits, (block & 3) * 4 + (right ? 1 : 2), 2 + 2 * step + right, 1 + 2 * step + right,
        (block << 5 | (29 + right)) + shift * 7919, beyond, count, decoding);
    if (!beyond) break;
    edge = next;
    if (blocks >= 3 && size < 16) size++;
  }
  int32_t low = right ? edge : edge - (1 << size);
  if (size == 0) return low;
  return code_within(
      s, a, low, size, 2 + (blocks < 6 ? blocks : 6) * 2 + right, index, count, decoding);
}
