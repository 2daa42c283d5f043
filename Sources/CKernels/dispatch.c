#include "CKernels.h"

#include <string.h>

extern const aez_kernels aez_kernels_generic;

#if defined(__x86_64__)
extern const aez_kernels aez_kernels_avx2, aez_kernels_avx512;

static bool runs_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool runs_avx512(void) {
  return runs_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
      && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#elif defined(__aarch64__)
extern const aez_kernels aez_kernels_neon;
#endif

const aez_kernels *aez_kernels_named(const char *name) {
  if (strcmp(name, "generic") == 0) return &aez_kernels_generic;
#if defined(__x86_64__)
  if (strcmp(name, "avx2") == 0 && runs_avx2()) return &aez_kernels_avx2;
  if (strcmp(name, "avx512") == 0 && runs_avx512()) return &aez_kernels_avx512;
#elif defined(__aarch64__)
  if (strcmp(name, "neon") == 0) return &aez_kernels_neon;
#endif
  return NULL;
}

const aez_kernels *aez_kernels_best(void) {
  static const char *const fastest_first[] = {"avx512", "avx2", "neon", "generic"};
  const aez_kernels *kernels = NULL;
  for (size_t i = 0; !kernels; i++) kernels = aez_kernels_named(fastest_first[i]);
  return kernels;
}
