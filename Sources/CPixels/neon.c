// 64-bit Arm, whose base instruction set has a fused multiply-add.
#if defined(__aarch64__)
#define SUFFIX neon
#include "pixels_body.h"
#endif
