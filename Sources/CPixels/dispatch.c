#include "state.h"

extern const aez_pixels_kernels aez_pixels_kernels_generic;

#if defined(__x86_64__)
extern const aez_pixels_kernels aez_pixels_kernels_avx2;

static bool runs_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#elif defined(__aarch64__)
extern const aez_pixels_kernels aez_pixels_kernels_neon;
#endif

const aez_pixels_kernels *aez_pixels_kernels_named(const char *name) {
  if (strcmp(name, "generic") == 0) return &aez_pixels_kernels_generic;
#if defined(__x86_64__)
  bool is_avx = strcmp(name, "avx2") == 0 || strcmp(name, "avx512") == 0;
  if (is_avx && runs_avx2()) return &aez_pixels_kernels_avx2;
#elif defined(__aarch64__)
  if (strcmp(name, "neon") == 0) return &aez_pixels_kernels_neon;
#endif
  return NULL;
}
