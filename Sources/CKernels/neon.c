// 64-bit Arm, whose base instruction set has a fused multiply-add.
#if defined(__aarch64__)
#define LANES 4
#define ROWS 8
#define VECTORS 2
#define SUFFIX neon
#define FUSED 1
#include "kernels_body.h"
#endif
