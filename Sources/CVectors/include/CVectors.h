// Golden archives that are part of the program, so that it can test itself anywhere.
#ifndef CVECTORS_H
#define CVECTORS_H

#include <stddef.h>

typedef struct {
  /// As in Formats/vectors/archives/valid.
  const char *name;
  const unsigned char *bytes;
  size_t count;
} aez_vector;

/// Small archives that together have every way in which aezip stores things.
const aez_vector *aez_vectors(size_t *count);

#endif
