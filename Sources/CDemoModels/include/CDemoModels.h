// Built-in models that no archive depends on, so they may be replaced by better ones.
#ifndef CDEMOMODELS_H
#define CDEMOMODELS_H

#include <CModels.h>

/// All models; `count` receives their number.
const aez_model *aez_demo_models(size_t *count);

#endif
