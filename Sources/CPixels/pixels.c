#include "state.h"

#include <stdlib.h>

size_t aez_pixels_memory(const struct aez_pixels_shape *shape) { return aez_px_state_bytes(shape); }

/// Near-lossless coding changes its samples to those that are decoded, so it works on a copy.
static uint16_t *copied(
    const struct aez_pixels_shape *shape, const uint16_t *const planes[], uint16_t *copies[]) {
  size_t samples = (size_t)shape->width * shape->height;
  uint16_t *all = malloc(samples * shape->planes * sizeof *all);
  for (size_t i = 0; all && i < shape->planes; i++) {
    copies[i] = all + i * samples;
    memcpy(copies[i], planes[i], samples * sizeof *all);
  }
  return all;
}

size_t aez_pixels_encode(
    const aez_pixels_kernels *kernels, const struct aez_pixels_shape *shape,
    const uint16_t *const planes[], uint8_t *out, size_t capacity) {
  size_t bytes = aez_px_state_bytes(shape);
  if (!bytes) return 0;
  uint8_t *memory = calloc(bytes, 1);
  uint16_t *copies[64];
  uint16_t *all = copied(shape, planes, copies);
  size_t size = 0;
  if (memory && all) {
    struct aez_px_state *s = aez_px_begin(memory, shape);
    s->coder.out = out;
    s->coder.out_end = out + capacity;
    kernels->code_planes(s, copies, false);
    size = s->coder.full ? SIZE_MAX : (size_t)(s->coder.out - out);
  }
  free(memory);
  free(all);
  return size;
}

enum aez_pixels_result aez_pixels_decode(
    const aez_pixels_kernels *kernels, const struct aez_pixels_shape *shape, const uint8_t *in,
    size_t size, uint16_t *const planes[]) {
  size_t bytes = aez_px_state_bytes(shape);
  if (!bytes) return AEZ_PIXELS_BAD_SHAPE;
  uint8_t *memory = calloc(bytes, 1);
  if (!memory) return AEZ_PIXELS_NO_MEMORY;
  struct aez_px_state *s = aez_px_begin(memory, shape);
  s->coder.in = in;
  s->coder.in_end = in + size;
  for (size_t i = 0; i < 4; i++)
    s->coder.code = s->coder.code << 8 | (s->coder.in == s->coder.in_end ? 0 : *s->coder.in++);
  kernels->code_planes(s, planes, true);
  free(memory);
  return AEZ_PIXELS_OK;
}
