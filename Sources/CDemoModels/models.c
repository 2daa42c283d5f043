#include "CDemoModels.h"

static const unsigned char noise[] = {
#embed "noise.safetensors"
};
static const unsigned char digits[] = {
#embed "digits.safetensors"
};
static const unsigned char digits_smooth[] = {
#embed "digits-smooth.safetensors"
};
static const unsigned char faces[] = {
#embed "faces.safetensors"
};

static const aez_model models[] = {
    {"noise", noise, sizeof noise, NULL},
    {"digits", digits, sizeof digits, NULL},
    {"digits-smooth", digits_smooth, sizeof digits_smooth, NULL},
    {"faces", faces, sizeof faces, NULL},
};

const aez_model *aez_demo_models(size_t *count) {
  *count = sizeof models / sizeof models[0];
  return models;
}
