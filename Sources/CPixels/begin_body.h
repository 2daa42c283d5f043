// What a plane begins with, and its features.

/// Row and column of the features: of the plane itself, then of those before it.
static const int8_t aez_own_places[23][2] = {
    {0, -1}, {1, 0},  {1, -1}, {1, 1},  {0, -2}, {2, 0},  {2, 1}, {1, 2},
    {2, -1}, {1, -2}, {0, -3}, {2, 2},  {2, -2}, {1, 3},  {1, -3}, {2, 3},
    {2, -3}, {0, -4}, {1, 4},  {1, -4}, {2, 4},  {2, -4}, {0, -1}};
static const int8_t aez_last_places[8][2] = {
    {4, 0}, {4, 1}, {5, 0}, {4, -1}, {3, 0}, {5, 1}, {5, -1}, {3, 1}};
static const int8_t aez_older_places[5][2] = {{7, 0}, {7, 1}, {8, 0}, {7, -1}, {6, 0}};

INLINE uint32_t take_places(
    struct aez_px_fit *f, uint32_t at, const int8_t (*from)[2], uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    f->sources[at + i] = (uint32_t)from[i][0];
    f->steps[at + i] = from[i][1];
  }
  return at + n;
}

INLINE void begin_plane(struct aez_px_state *s, uint32_t others, const size_t vectors) {
  static const uint8_t counts[3][3][3] = {  // vectors, others: own, last, older
      {{7, 0, 0}, {4, 3, 0}, {3, 3, 1}},
      {{15, 0, 0}, {8, 7, 0}, {6, 6, 3}},
      {{23, 0, 0}, {15, 8, 0}, {10, 8, 5}}};
  const uint8_t *n = counts[vectors - 1][others];
  struct aez_px_fit *f = &s->fit;
  const size_t matrix = matrix_vectors(vectors), cells = f->cells;
  uint32_t width = s->shape.width;
  memset(f, 0, offsetof(struct aez_px_fit, above));
  uint32_t at = take_places(f, 0, aez_own_places, n[0]);
  at = take_places(f, at, aez_last_places, n[1]);
  take_places(f, at, aez_older_places, n[2]);
  for (uint32_t i = 0; i < AEZ_PX_ROWS; i++) f->origins[i] = f->sources[i] / 3;
  memset(f->above, 0, cells * matrix * sizeof(aez_floats));
  memset(f->column, 0, cells * matrix * sizeof(aez_floats));
  for (uint32_t r = 0; r < 3; r++)
    memset(s->errors[r] - AEZ_PX_PAD, 0, (width + 2 * AEZ_PX_PAD) * sizeof(int32_t));
  for (uint32_t x = 0; x <= width; x++) s->local_misses[x] = s->global_misses[x] = 16;
  memset(s->scales, 0, sizeof s->scales);
  memset(s->bias, 0, sizeof s->bias);
}
