#include "CModels.h"

// A file photo-4.safetensors beside the others is built in and becomes the default. Recording its
// digest below lets the program start some milliseconds earlier.
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
    {"photo-1", photo_1, sizeof photo_1,
     "f02103761c530939a7fc61dd951b9949e8b6f0166f03e6ae68cf5562a62b281d"},
    {"photo-2", photo_2, sizeof photo_2,
     "209cc59d754ab08080375b5198a81ef4f8aeca6b73ab9629b69e14400d232101"},
    {"photo-3", photo_3, sizeof photo_3,
     "563bd4bc17a753868e2a648eb41a8f12867ccdf5b2cdc760402ffea6ddd90fbf"},
#if __has_embed("photo-4.safetensors")
    {"photo-4", photo_4, sizeof photo_4, NULL},
#endif
};

const aez_model *aez_models(size_t *count) {
  *count = sizeof models / sizeof models[0];
  return models;
}
