// The linear layer that gives a grid features of all coarser grids.

typedef struct {
  float x[AEZ_FITTED_GRIDS + 1][TILE], d[AEZ_FITTED_INPUTS][TILE];
} NAME(feature_maps);

INLINE void feature_inputs(
    const aez_fitted_features *f, NAME(feature_maps) *m, size_t row, size_t first, size_t count) {
  for (int32_t i = 0; i < f->inputs; i++) {
    int32_t shift = f->shifts[i];
    const float *from = f->grids[i].origin + (ptrdiff_t)(row >> shift) * f->grids[i].stride;
    for (size_t b = 0; b < count; b++) m->x[i][b] = from[(first + b) >> shift];
  }
}

static void NAME(features)(const aez_fitted_features *f) {
  NAME(feature_maps) m;
  const float *bias = f->weights + f->inputs * f->outputs;
  for (size_t row = 0; row < (size_t)f->rows; row++)
    for (size_t first = 0; first < (size_t)f->columns; first += TILE) {
      size_t left = f->columns - first, live = left < TILE ? left : TILE;
      size_t count = rounded_up(live, 2 * LANES);
      feature_inputs(f, &m, row, first, count);
      product(f->weights, f->outputs, f->inputs, bias, m.x[0], TILE,
              f->out + (ptrdiff_t)row * f->stride + first, f->plane, NULL, count, 3, PLAIN);
    }
}

static void NAME(features_back)(const aez_fitted_features *f) {
  NAME(feature_maps) m;
  float transposed[AEZ_FITTED_GRIDS * AEZ_FITTED_INPUTS], dx[AEZ_FITTED_GRIDS][TILE];
  transpose(f->weights, f->outputs, f->inputs, transposed);
  for (size_t b = 0; b < TILE; b++) m.x[f->inputs][b] = 1;
  for (size_t row = 0; row < (size_t)f->rows; row++)
    for (size_t first = 0; first < (size_t)f->columns; first += TILE) {
      size_t left = f->columns - first, live = left < TILE ? left : TILE;
      size_t count = rounded_up(live, 2 * LANES);
      feature_inputs(f, &m, row, first, count);
      for (int32_t o = 0; o < f->outputs; o++) {
        const float *from = f->out_gradients + o * f->plane + (ptrdiff_t)row * f->stride + first;
        for (size_t b = 0; b < count; b += LANES)
          store(m.d[o] + b, (vec)((bits)load(from + b) & lanes_below(b, live)));
      }
      outer(f->sums, f->inputs + 1, m.d[0], f->outputs, m.x[0], TILE, f->inputs + 1, count, 3, 4);
      product(transposed, f->inputs, f->outputs, NULL, m.d[0], TILE, dx[0], TILE, NULL, count, 3,
              PLAIN);
      for (int32_t i = 0; i < f->inputs; i++) {
        int32_t shift = f->shifts[i];
        float *to = f->gradients[i] + (ptrdiff_t)(row >> shift) * f->grids[i].stride;
        for (size_t b = 0; b < live; b++) to[(first + b) >> shift] += dx[i][b];
      }
    }
}
