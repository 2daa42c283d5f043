#include "state.h"
#include "constants.h"

static bool is_valid(const struct aez_pixels_shape *s) {
  return s->width && s->height && s->width < 1u << 30 && s->planes && s->planes <= 64
      && s->alone <= s->planes && s->bits && s->bits <= 16 && s->maximum < 1u << s->bits
      && s->bound <= 255 && s->level && s->level <= 3
      && (uint64_t)s->width * s->height < (uint64_t)1 << 32;
}

/// The parts of one allocation, each on a boundary of 64 bytes.
struct parts {
  size_t first_weights, second_weights, bins_a, bins_b, counters, above, column, rows, errors;
  size_t maps, misses, total;
  uint32_t vectors, cells, cell_width, counter_bits;
};

static size_t take(size_t *total, size_t bytes) {
  size_t at = *total;
  *total += (bytes + 63) / 64 * 64;
  return at;
}

static struct parts parts_of(const struct aez_pixels_shape *s) {
  struct parts p = {0};
  size_t padded = (size_t)s->width + 2 * AEZ_PX_PAD;
  p.vectors = s->level;
  p.cell_width = s->level == 3 ? 2 : 4;
  while ((s->width - 1) / p.cell_width >= AEZ_PX_CELLS) p.cell_width *= 2;
  p.cells = (s->width - 1) / p.cell_width + 1;
  p.counter_bits = s->level == 1 ? 18 : s->level == 2 ? 20 : 22;
  size_t matrices = sizeof(aez_floats) * p.cells * (8 * p.vectors * (p.vectors + 1) / 2 - 1);
  p.total = (sizeof(struct aez_px_state) + 63) / 64 * 64;
  p.first_weights = take(&p.total, (size_t)4 * 8 * 32 * AEZ_PX_INPUTS * 4);
  p.second_weights = take(&p.total, (size_t)16 * 4 * 32 * AEZ_PX_INPUTS * 4);
  p.bins_a = take(&p.total, (size_t)AEZ_THIRDS * AEZ_PX_BINS * 2);
  p.bins_b = take(&p.total, (size_t)4 * 16 * 32 * AEZ_PX_BINS * 2);
  p.counters = take(&p.total, (size_t)4 << p.counter_bits);
  p.above = take(&p.total, matrices);
  p.column = take(&p.total, matrices);
  p.rows = take(&p.total, 9 * padded * sizeof(float));
  p.errors = take(&p.total, 3 * padded * sizeof(int32_t));
  p.misses = take(&p.total, 2 * padded * sizeof(int32_t));
  p.maps = take(&p.total, 2 * sizeof(int16_t) * s->width * s->height);
  return p;
}

size_t aez_px_state_bytes(const struct aez_pixels_shape *shape) {
  return is_valid(shape) ? parts_of(shape).total + 63 : 0;
}

/// The functions of logits; see Formats/pixels-1.md.
static void begin_functions(struct aez_px_state *s) {
  uint64_t e = (uint64_t)1 << 63;
  for (int32_t k = 0; k <= AEZ_PX_LOGIT; k++) {
    uint64_t d = ((uint64_t)1 << 31) + (e >> 32);
    uint64_t p = (((uint64_t)1 << 47) + d / 2) / d;
    if (p > 65535) p = 65535;
    s->squash[AEZ_PX_LOGIT + k] = (uint16_t)p;
    if (k) s->squash[AEZ_PX_LOGIT - k] = (uint16_t)(65536 - p);
    e = (uint64_t)(((unsigned __int128)e * 0xFF007FD55FFDDE38u) >> 64);
  }
  int32_t k = -AEZ_PX_LOGIT;
  for (int32_t i = 0; i < 4096; i++) {
    while (k < AEZ_PX_LOGIT && s->squash[AEZ_PX_LOGIT + k] < 16 * i + 8) k++;
    s->stretch[i] = (int16_t)k;
  }
  for (uint32_t age = 0; age < 256; age++) s->share[age] = (uint16_t)(655360 / (10 * age + 16));
  for (int32_t c = 0; c < AEZ_PX_SCALES + 8; c++) {
    float v = (float)(17 + 2 * (c & 7)) * (float)(1u << (c >> 3)) * 0.5f;
    s->inverse[c] = 6607.0f / v;
  }
}

static void begin_mixer(struct aez_px_state *s, uint32_t counter_bits) {
  struct aez_px_mixer *m = &s->mixer;
  const bool lean = s->contexts == AEZ_CONTEXTS_1;
  const size_t inputs = lean ? AEZ_PX_LANES : AEZ_PX_INPUTS, experts = lean ? 2 : AEZ_PX_EXPERTS;
  m->shift = 32 - counter_bits;
  for (size_t i = 0; i >> counter_bits == 0; i++) m->counters[i] = 1u << 31;
  for (size_t set = 0; set < 2; set++) {
    int32_t *w = (int32_t *)m->weights[set];
    size_t sets = set ? 16 * 4 * 32 : 4 * 8 * 32, bins = set ? 4 * 16 * 32 : AEZ_THIRDS;
    for (size_t i = 0; i < sets * inputs; i++) {
      size_t input = i % inputs;
      w[i] = input == 0 ? 0 : input <= experts ? (lean ? 24000 : 14000) : 7000;
    }
    for (size_t i = 0; i < bins; i++)
      for (int32_t j = 0; j < AEZ_PX_BINS; j++)
        m->bins[set][i * AEZ_PX_BINS + (size_t)j] = s->squash[AEZ_PX_LOGIT + 128 * (j - 16)];
  }
}

struct aez_px_state *aez_px_begin(uint8_t *memory, const struct aez_pixels_shape *shape) {
  struct parts p = parts_of(shape);
  uint8_t *m = memory + (64 - (uintptr_t)memory % 64) % 64;
  struct aez_px_state *s = (struct aez_px_state *)(void *)m;
  size_t padded = (size_t)shape->width + 2 * AEZ_PX_PAD;
  s->shape = *shape;
  s->step = 2 * shape->bound + 1;
  s->top = shape->bound ? shape->maximum / s->step + 2 : shape->maximum;
  static const uint32_t contexts[3] = {AEZ_CONTEXTS_1, AEZ_CONTEXTS_2, AEZ_CONTEXTS_3};
  s->contexts = contexts[shape->level - 1];
  s->fit.cells = p.cells;
  s->fit.cell_width = p.cell_width;
  s->fit.above = (aez_floats *)(void *)(m + p.above);
  s->fit.column = (aez_floats *)(void *)(m + p.column);
  s->mixer.weights[0] = (aez_ints *)(void *)(m + p.first_weights);
  s->mixer.weights[1] = (aez_ints *)(void *)(m + p.second_weights);
  s->mixer.bins[0] = (uint16_t *)(void *)(m + p.bins_a);
  s->mixer.bins[1] = (uint16_t *)(void *)(m + p.bins_b);
  s->mixer.counters = (uint32_t *)(void *)(m + p.counters);
  for (size_t i = 0; i < 9; i++)
    s->rows[i] = (float *)(void *)(m + p.rows) + i * padded + AEZ_PX_PAD;
  for (size_t i = 0; i < 3; i++)
    s->errors[i] = (int32_t *)(void *)(m + p.errors) + i * padded + AEZ_PX_PAD;
  s->last_errors = (int16_t *)(void *)(m + p.maps);
  s->own_errors = s->last_errors + (size_t)shape->width * shape->height;
  s->local_misses = (int32_t *)(void *)(m + p.misses);
  s->global_misses = s->local_misses + padded;
  s->coder.range = 0xFFFFFFFFu;
  s->coder.waiting = 1;
  begin_functions(s);
  begin_mixer(s, p.counter_bits);
  return s;
}
