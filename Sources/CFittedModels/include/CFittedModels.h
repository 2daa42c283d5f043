// What fitted pictures begin with, built into the library.
#ifndef CFITTEDMODELS_H
#define CFITTEDMODELS_H

#include <stddef.h>

/// A model file.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} aez_fitted_model;

/// The start states. They may never change, as archives are decoded by them; there may be more.
const aez_fitted_model *aez_fitted_starts(void);

#endif
