// What the models of exact coding begin with, built into the library.
#ifndef CEXACTMODELS_H
#define CEXACTMODELS_H

#include <stddef.h>

/// A model file in a zstd frame.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} aez_exact_model;

/// The model of JPEG files. It may never change, as archives are decoded by it.
const aez_exact_model *aez_jpeg_model(void);

#endif
