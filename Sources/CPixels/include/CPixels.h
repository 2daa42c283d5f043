#ifndef AEZ_PIXELS_H
#define AEZ_PIXELS_H

#include <stddef.h>
#include <stdint.h>

/// The arithmetic of one instruction set: "generic", "avx2" or "neon". Codes have the same bits in
/// all of them.
typedef struct aez_pixels_kernels aez_pixels_kernels;

/// Kernels that live as long as the program; NULL if this machine or this build lacks them.
const aez_pixels_kernels *aez_pixels_kernels_named(const char *name);

/// What is to be coded: a stripe of rows of one or more planes, which are coded in their order.
struct aez_pixels_shape {
  uint32_t width, height;  ///< Both at least 1.
  uint32_t planes;         ///< 1 … 64. A picture's order is: others, then green, red, blue.
  uint32_t alone;          ///< The first planes, which neither see others nor are seen by them.
  uint32_t bits;           ///< 1 … 16.
  uint32_t maximum;        ///< The greatest sample, below 2^bits.
  uint32_t bound;          ///< The greatest error of a sample, 0 … 255; 0 is exact.
  uint32_t level;          ///< 1 … 3.
};

enum aez_pixels_result {
  AEZ_PIXELS_OK = 0,
  AEZ_PIXELS_BAD_SHAPE = 1,
  AEZ_PIXELS_NO_MEMORY = 2,
};

/// What a call allocates, in bytes; 0 if the shape is bad.
size_t aez_pixels_memory(const struct aez_pixels_shape *shape);

/// The number of bytes written: 0 if memory ran out or the shape is bad, SIZE_MAX if capacity is
/// too small. The samples of a plane are row by row, without gaps; none exceeds the maximum.
size_t aez_pixels_encode(
    const aez_pixels_kernels *kernels, const struct aez_pixels_shape *shape,
    const uint16_t *const planes[], uint8_t *out, size_t capacity);

/// Decodes any bytes to samples within the shape; behind the last byte it reads zeros.
enum aez_pixels_result aez_pixels_decode(
    const aez_pixels_kernels *kernels, const struct aez_pixels_shape *shape, const uint8_t *in,
    size_t size, uint16_t *const planes[]);

#endif
