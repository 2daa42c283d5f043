// The photo codecs built into the library.
#ifndef CMODELS_H
#define CMODELS_H

#include <stddef.h>

typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
  /// The SHA-256 of the bytes in hexadecimal, which saves hashing megabytes; NULL if it must be
  /// computed.
  const char *digest;
} aez_model;

/// The photo codecs, oldest first; the last is the default. None may be removed, as archives refer
/// to them.
const aez_model *aez_models(size_t *count);

#endif
