// The components of a JPEG picture, made from rows of RGB, some rows at a time.
//
// libjpeg halves chroma by averages, and decoders double it by a triangle filter. Coded again and
// again, colours would blur. Here chroma is what a decoder's filter turns into the given picture,
// or into the nearest picture it can make, by least squares. Integers only, so that all machines
// write the same file.
#ifndef AEZ_JPEG_PLANES_H
#define AEZ_JPEG_PLANES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct aez_jpeg_planes aez_jpeg_planes;

/// NULL if out of memory.
///
/// Chroma has one sample for `across` columns and `down` rows, 1…4 each; rows are padded to
/// `padded` columns of luma, a multiple of 8 · across.
aez_jpeg_planes *aez_jpeg_planes_make(
    size_t width, size_t height, bool colour, int across, int down, size_t padded);
void aez_jpeg_planes_end(aez_jpeg_planes *planes);

/// Takes the next row of RGB or grey samples.
void aez_jpeg_planes_take(aez_jpeg_planes *planes, const unsigned char *row);

/// Whether 8 rows of chroma and the rows of luma that belong to them wait; at the end of the
/// picture they are filled up.
bool aez_jpeg_planes_wait(const aez_jpeg_planes *planes);

/// Returns the rows of a component that wait: 8 · down of luma, 8 of chroma.
unsigned char **aez_jpeg_planes_rows(aez_jpeg_planes *planes, int component);

/// Forgets the rows that waited.
void aez_jpeg_planes_drop(aez_jpeg_planes *planes);

#endif
