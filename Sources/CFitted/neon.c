// 64-bit Arm, whose base instruction set has a fused multiply-add.
#if defined(__aarch64__)
#define SUFFIX neon
#define FUSED 1
#include "fitted_body.h"
#endif
