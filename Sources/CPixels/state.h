// The state of a stripe's coding, shared by every instruction set.
#ifndef AEZ_PIXELS_STATE_H
#define AEZ_PIXELS_STATE_H

#include "CPixels.h"

#include <stdbool.h>
#include <string.h>

enum {
  AEZ_PX_PAD = 4,          // samples left and right of a row
  AEZ_PX_LANES = 8,
  AEZ_PX_VECTORS = 3,      // most vectors of features
  AEZ_PX_ROWS = AEZ_PX_VECTORS * AEZ_PX_LANES,
  AEZ_PX_MATRIX = 47,      // most vectors of a triangular matrix
  AEZ_PX_CELLS = 8192,     // most cells of a row
  AEZ_PX_INPUTS = 16,
  AEZ_PX_EXPERTS = 4,
  AEZ_PX_CONTEXTS = 11,
  AEZ_PX_LOGIT = 3072,
  AEZ_PX_BINS = 33,
  AEZ_PX_SCALES = 184,
};

typedef float aez_floats __attribute__((vector_size(32), aligned(32)));
typedef int32_t aez_ints __attribute__((vector_size(32), aligned(32)));

/// The range coder. An encoder that ran out of capacity goes on without writing.
struct aez_px_coder {
  uint64_t low;
  uint32_t range, code;
  uint8_t cache;
  uint64_t waiting;
  const uint8_t *in, *in_end;
  uint8_t *out, *out_end;
  bool full;
};

/// Least squares: sums of products of features, by place.
struct aez_px_fit {
  aez_floats left[AEZ_PX_MATRIX], own[2][AEZ_PX_MATRIX], global[4][AEZ_PX_MATRIX];
  aez_floats local_weights[AEZ_PX_VECTORS], global_weights[4][AEZ_PX_VECTORS];
  aez_floats features[AEZ_PX_VECTORS];
  aez_floats *above, *column;  // matrices of each cell
  uint32_t cells, cell_width;
  const float *from[AEZ_PX_ROWS];  // each feature of the first sample of the row
  uint32_t sources[AEZ_PX_ROWS];  // row of each feature
  uint32_t origins[AEZ_PX_ROWS];  // the plane, counted back from this one
  int32_t steps[AEZ_PX_ROWS];     // its column, relative to the sample
};

struct aez_px_expert {
  int32_t mean;   // in 1/16
  uint32_t scale; // class
};

/// Mixing of one decision.
struct aez_px_mixer {
  aez_ints inputs[2];
  aez_ints *weights[2], *sets[2];
  uint32_t *slots[AEZ_PX_CONTEXTS];
  uint32_t *counters;
  uint32_t shift;  // of hashes of 32 bits
  int32_t probabilities[2];
  uint16_t *bins[2], *bin[2];
  int32_t fraction;
};

struct aez_px_state {
  struct aez_pixels_shape shape;
  uint32_t step, top;         // 2 bound + 1; the greatest index
  uint32_t contexts;
  struct aez_px_coder coder;
  struct aez_px_mixer mixer;
  struct aez_px_fit fit;
  // Of the plane: this row, the one above, and the one above that. Of the two planes before: the
  // row above, this one, and the one below.
  float *rows[9];
  int32_t *errors[3];         // of this row and of the two above, signed, in 1/16 steps
  int16_t *last_errors, *own_errors;  // of the whole plane before, and of this one
  int32_t *local_misses, *global_misses;
  int32_t scales[4][16][16];
  int32_t bias[4][1024];
  uint16_t squash[2 * AEZ_PX_LOGIT + 1];
  int16_t stretch[4096];
  uint16_t share[256];
  float inverse[AEZ_PX_SCALES + 8];
};

struct aez_pixels_kernels {
  void (*code_planes)(struct aez_px_state *, uint16_t *const planes[], bool decoding);
};

/// Bytes of a state and all that it points at; 0 if the shape is bad.
size_t aez_px_state_bytes(const struct aez_pixels_shape *shape);

/// The state before the first sample, within as many zeroed bytes.
struct aez_px_state *aez_px_begin(uint8_t *memory, const struct aez_pixels_shape *shape);

#endif
