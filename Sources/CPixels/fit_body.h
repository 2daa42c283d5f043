// Least squares in binary32: every sum is one chain of fused multiply-adds.

INLINE aez_floats all(float x) { return (aez_floats){x, x, x, x, x, x, x, x}; }

INLINE aez_floats fused(aez_floats a, aez_floats b, aez_floats c) {
  return __builtin_elementwise_fma(a, b, c);
}

/// The number of vectors of a triangular matrix of 8 · vectors rows, less the last column.
INLINE size_t matrix_vectors(const size_t vectors) {
  return AEZ_PX_LANES * vectors * (vectors + 1) / 2 - 1;
}

/// Adds the products of the features, the last of which is the target.
INLINE void fit_learn(aez_floats *sums, const aez_floats *v, float weight, const size_t vectors) {
  size_t p = 0;
  UNROLL for (size_t j = 0; j + 1 < AEZ_PX_LANES * vectors; j++) {
    aez_floats factor = all(v[j / AEZ_PX_LANES][j % AEZ_PX_LANES] * weight);
    UNROLL for (size_t r = j / AEZ_PX_LANES; r < vectors; r++, p++)
      sums[p] = fused(factor, v[r], sums[p]);
  }
}

/// Solves for the weights of a matrix of sums, which it overwrites, by elimination.
INLINE void fit_solve(aez_floats *a, aez_floats *weights, const size_t vectors) {
  const size_t rows = AEZ_PX_LANES * vectors;
  aez_floats scaled[AEZ_PX_ROWS][AEZ_PX_VECTORS];
  aez_floats w[AEZ_PX_VECTORS] = {{0}};
  aez_floats *columns[AEZ_PX_ROWS];
  size_t p = 0;
  UNROLL for (size_t j = 0; j + 1 < rows; j++) {
    const size_t first = j / AEZ_PX_LANES, lane = j % AEZ_PX_LANES;
    aez_floats *column = a + p - first;
    columns[j] = column;
    float diagonal = column[first][lane] * 1.0005f + 8.0f;
    column[first][lane] = diagonal;
    aez_floats c[AEZ_PX_VECTORS];
    UNROLL for (size_t r = first; r < vectors; r++) c[r] = column[r];
    for (size_t k = 0; k < j; k++) {
      aez_floats factor = all(-((const float *)scaled[k])[j]);
      UNROLL for (size_t r = first; r < vectors; r++) c[r] = fused(columns[k][r], factor, c[r]);
    }
    float pivot = c[first][lane], least = diagonal * 1e-4f;
    pivot = pivot > least ? pivot : least;
    aez_floats inverse = all(1.0f / pivot);
    UNROLL for (size_t r = first; r < vectors; r++) {
      column[r] = c[r];
      scaled[j][r] = c[r] * inverse;
    }
    p += vectors - first;
  }
  float *weight = (float *)w;
  for (size_t j = rows - 1; j-- > 0;) {
    const float *l = (const float *)scaled[j];
    float value = l[rows - 1];
    for (size_t i = rows - 2; i > j; i--) value = __builtin_fmaf(-l[i], weight[i], value);
    weight[j] = value;
  }
  UNROLL for (size_t r = 0; r < vectors; r++) weights[r] = w[r];
}

INLINE float fit_predict(const aez_floats *w, const aez_floats *v, const size_t vectors) {
  aez_floats s = w[0] * v[0];
  UNROLL for (size_t r = 1; r < vectors; r++) s = fused(w[r], v[r], s);
  float a = s[0] + s[4], b = s[1] + s[5], c = s[2] + s[6], d = s[3] + s[7];
  return (a + c) + (b + d);
}

/// Before a cell: the weights for its samples.
INLINE void fit_begin_cell(struct aez_px_fit *f, uint32_t cell, uint32_t y, const size_t vectors) {
  const size_t n = matrix_vectors(vectors);
  aez_floats sums[AEZ_PX_MATRIX];
  const aez_floats *above = f->above + cell * n;
  for (size_t i = 0; i < n; i++) sums[i] = above[i] + f->left[i];
  fit_solve(sums, f->local_weights, vectors);
  if (cell % AEZ_GLOBAL_CELLS < 2) {
    uint32_t phase = (y & 1) * 2 + cell % AEZ_GLOBAL_CELLS;
    memcpy(sums, f->global[phase], n * sizeof *sums);
    fit_solve(sums, f->global_weights[phase], vectors);
  }
  for (size_t i = 0; i < n; i++) f->own[0][i] = f->own[1][i] = all(0);
}

/// After a cell: its sums join those of its row, of its column and of its phases.
INLINE void fit_end_cell(
    struct aez_px_fit *f, uint32_t cell, uint32_t y, float across, float down,
    const size_t vectors) {
  const size_t n = matrix_vectors(vectors);
  aez_floats *column = f->column + cell * n;
  aez_floats *even = f->global[(y & 1) * 2], *odd = f->global[(y & 1) * 2 + 1];
  aez_floats h = all(across), v = all(down), slow = all(AEZ_GLOBAL_DECAY);
  for (size_t i = 0; i < n; i++) {
    aez_floats a = f->own[0][i], b = f->own[1][i], both = a + b;
    f->left[i] = h * (f->left[i] + both);
    column[i] = v * (column[i] + both);
    even[i] = fused(slow, even[i], a);
    odd[i] = fused(slow, odd[i], b);
  }
}

/// After a row: the sums above each cell of the next row, nearer cells weighing more.
INLINE void fit_end_row(struct aez_px_fit *f, float across, const size_t vectors) {
  const size_t n = matrix_vectors(vectors);
  aez_floats h = all(across), carried[AEZ_PX_MATRIX];
  memset(carried, 0, sizeof carried);
  for (size_t c = 0; c < f->cells; c++)
    for (size_t i = 0; i < n; i++)
      f->above[c * n + i] = carried[i] = fused(h, carried[i], f->column[c * n + i]);
  memset(carried, 0, sizeof carried);
  for (size_t c = f->cells; c-- > 0;)
    for (size_t i = 0; i < n; i++) {
      f->above[c * n + i] += carried[i];
      carried[i] = h * (carried[i] + f->column[c * n + i]);
    }
  memset(f->left, 0, sizeof f->left);
}
