#include "CModels.h"

// A file photo-4.safetensors put beside the others is built in, and becomes the default, as it is.
static const unsigned char photo_1[] = {
#embed "photo-1.safetensors"
};
static const unsigned char photo_2[] = {
#embed "photo-2.safetensors"
};
static const unsigned char photo_3[] = {
#embed "photo-3.safetensors"
};
#if __has_embed("photo-4.safetensors")
static const unsigned char photo_4[] = {
#embed "photo-4.safetensors"
};
#endif

static const aez_model models[] = {
    {"photo-1", photo_1, sizeof photo_1},
    {"photo-2", photo_2, sizeof photo_2},
    {"photo-3", photo_3, sizeof photo_3},
#if __has_embed("photo-4.safetensors")
    {"photo-4", photo_4, sizeof photo_4},
#endif
};

const aez_model *aez_models(size_t *count) {
  *count = sizeof models / sizeof models[0];
  return models;
}

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

static const aez_model helpers[] = {
    {"noise", noise, sizeof noise},
    {"digits", digits, sizeof digits},
    {"digits-smooth", digits_smooth, sizeof digits_smooth},
    {"faces", faces, sizeof faces},
};

const aez_model *aez_helpers(size_t *count) {
  *count = sizeof helpers / sizeof helpers[0];
  return helpers;
}
