// The kernels of one instruction set; see Formats/pixels-1.md.

#include "state.h"

#include <stddef.h>
#include "tables.h"
#include "constants.h"

#pragma clang fp contract(off)
// Vectors wider than the registers are passed to inlined functions only, so that their ABI is moot.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define JOIN2(a, b) a##_##b
#define JOIN(a, b) JOIN2(a, b)
#define NAME(name) JOIN(name, SUFFIX)

#include "coder_body.h"
#include "mixer_body.h"
#include "fit_body.h"
#include "model_body.h"
#include "begin_body.h"
#include "plane_body.h"

#define PLANES(name, vectors, count, decoding)                                                    \
  static __attribute__((noinline)) void name(struct aez_px_state *s, uint16_t *const planes[]) { \
    for (uint32_t i = 0; i < s->shape.planes; i++)                                                \
      code_plane(s, planes, i, vectors, count, decoding);                                         \
  }

PLANES(encode_1, 1, AEZ_CONTEXTS_1, false)
PLANES(decode_1, 1, AEZ_CONTEXTS_1, true)
PLANES(encode_2, 2, AEZ_CONTEXTS_2, false)
PLANES(decode_2, 2, AEZ_CONTEXTS_2, true)
PLANES(encode_3, 3, AEZ_CONTEXTS_3, false)
PLANES(decode_3, 3, AEZ_CONTEXTS_3, true)

static void NAME(code_planes)(struct aez_px_state *s, uint16_t *const planes[], bool decoding) {
  uint8_t *start = s->coder.out;
  switch (s->shape.level) {
    case 1: decoding ? decode_1(s, planes) : encode_1(s, planes); break;
    case 2: decoding ? decode_2(s, planes) : encode_2(s, planes); break;
    default: decoding ? decode_3(s, planes) : encode_3(s, planes); break;
  }
  if (!decoding) coder_end(&s->coder, start);
}

extern const aez_pixels_kernels NAME(aez_pixels_kernels);
const aez_pixels_kernels NAME(aez_pixels_kernels) = {NAME(code_planes)};
