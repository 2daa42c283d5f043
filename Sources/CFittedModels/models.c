#include "CFittedModels.h"

static const unsigned char fitted_1[] = {
#embed "fitted-1.safetensors"
};

static const aez_fitted_model starts = {"fitted-1", fitted_1, sizeof fitted_1};

const aez_fitted_model *aez_fitted_starts(void) { return &starts; }
