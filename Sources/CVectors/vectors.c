#include "CVectors.h"

// The very files that Formats/vectors promises never to change.
static const unsigned char photos_prior[] = {
#embed "../../Formats/vectors/archives/valid/photos-prior.aez"
};
static const unsigned char photos_zstd[] = {
#embed "../../Formats/vectors/archives/valid/photos-zstd.aez"
};
static const unsigned char levels[] = {
#embed "../../Formats/vectors/archives/valid/levels.aez"
};
static const unsigned char nearest_levels[] = {
#embed "../../Formats/vectors/archives/valid/nearest-levels.aez"
};
static const unsigned char filtered[] = {
#embed "../../Formats/vectors/archives/valid/filtered.aez"
};
static const unsigned char photos_filtered[] = {
#embed "../../Formats/vectors/archives/valid/photos-filtered.aez"
};
static const unsigned char channels[] = {
#embed "../../Formats/vectors/archives/valid/channels.aez"
};
static const unsigned char tiny_pictures[] = {
#embed "../../Formats/vectors/archives/valid/tiny-pictures.aez"
};
static const unsigned char jpeg_metadata[] = {
#embed "../../Formats/vectors/archives/valid/jpeg-metadata.aez"
};
static const unsigned char exact_files[] = {
#embed "../../Formats/vectors/archives/valid/exact-files.aez"
};
static const unsigned char embedded_model[] = {
#embed "../../Formats/vectors/archives/valid/embedded-model.aez"
};
static const unsigned char adapted[] = {
#embed "../../Formats/vectors/archives/valid/adapted.aez"
};
static const unsigned char packed_model[] = {
#embed "../../Formats/vectors/archives/valid/packed-model.aez"
};
static const unsigned char objects[] = {
#embed "../../Formats/vectors/archives/valid/objects.aez"
};
static const unsigned char groups[] = {
#embed "../../Formats/vectors/archives/valid/groups.aez"
};
static const unsigned char chained_groups[] = {
#embed "../../Formats/vectors/archives/valid/chained-groups.aez"
};
static const unsigned char followed_groups[] = {
#embed "../../Formats/vectors/archives/valid/followed-groups.aez"
};
static const unsigned char copies[] = {
#embed "../../Formats/vectors/archives/valid/copies.aez"
};
static const unsigned char tables[] = {
#embed "../../Formats/vectors/archives/valid/tables.aez"
};
static const unsigned char tables_within[] = {
#embed "../../Formats/vectors/archives/valid/tables-within.aez"
};
static const unsigned char table_weights[] = {
#embed "../../Formats/vectors/archives/valid/table-weights.aez"
};

#define VECTOR(name, bytes) {name, bytes, sizeof bytes}

static const aez_vector vectors[] = {
    VECTOR("photos-prior", photos_prior),
    VECTOR("photos-zstd", photos_zstd),
    VECTOR("levels", levels),
    VECTOR("nearest-levels", nearest_levels),
    VECTOR("filtered", filtered),
    VECTOR("photos-filtered", photos_filtered),
    VECTOR("channels", channels),
    VECTOR("tiny-pictures", tiny_pictures),
    VECTOR("jpeg-metadata", jpeg_metadata),
    VECTOR("exact-files", exact_files),
    VECTOR("embedded-model", embedded_model),
    VECTOR("adapted", adapted),
    VECTOR("packed-model", packed_model),
    VECTOR("objects", objects),
    VECTOR("groups", groups),
    VECTOR("chained-groups", chained_groups),
    VECTOR("followed-groups", followed_groups),
    VECTOR("copies", copies),
    VECTOR("tables", tables),
    VECTOR("tables-within", tables_within),
    VECTOR("table-weights", table_weights),
};

const aez_vector *aez_vectors(size_t *count) {
  *count = sizeof vectors / sizeof vectors[0];
  return vectors;
}
