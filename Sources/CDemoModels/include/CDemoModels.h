// Models that no archive needs: they may be replaced by better ones.
#ifndef CDEMOMODELS_H
#define CDEMOMODELS_H

#include <CModels.h>

const aez_model *aez_demo_models(size_t *count);

#endif
