// Reads and writes rows of PNG and JPEG files, some at a time, by libpng and libjpeg-turbo.
//
// Both libraries report errors by longjmp, which must not cross a Swift frame: setjmp and longjmp
// stay within this target. After a failure the message of an object has the words of the library,
// and only its `_end` function may be called. Warnings of the libraries are failures, too, as they
// then fill in bad or missing data.
#ifndef CIMAGEROWS_H
#define CIMAGEROWS_H

#include <stdbool.h>
#include <stddef.h>

/// Copies up to `capacity` bytes of a file to `bytes`; returns their number, 0 at the end.
typedef size_t (*aez_fill)(void *context, unsigned char *bytes, size_t capacity);

typedef struct aez_png_reader aez_png_reader;

/// NULL if out of memory; `context` must outlive the reader.
aez_png_reader *aez_png_reader_make(aez_fill fill, void *context);
void aez_png_reader_end(aez_png_reader *reader);
const char *aez_png_reader_message(const aez_png_reader *reader);

/// Reads everything before the rows; fails if the file has another size or row length.
bool aez_png_reader_begin(
    aez_png_reader *reader, size_t width, size_t height, size_t bytes_per_row);

/// Reads the next rows of 8-bit samples; all rows at once if the file is interlaced.
bool aez_png_reader_read(aez_png_reader *reader, unsigned char *rows, size_t count);

typedef struct aez_jpeg_reader aez_jpeg_reader;

aez_jpeg_reader *aez_jpeg_reader_make(aez_fill fill, void *context);
void aez_jpeg_reader_end(aez_jpeg_reader *reader);
const char *aez_jpeg_reader_message(const aez_jpeg_reader *reader);

/// Reads everything before the rows; fails if the file has another size.
///
/// Samples are RGB, or grey if there is one component, by the accurate DCT and smooth upsampling of
/// chroma.
bool aez_jpeg_reader_begin(aez_jpeg_reader *reader, size_t width, size_t height, bool colour);

/// Reads the next rows; with the last it reads the file to its end.
bool aez_jpeg_reader_read(aez_jpeg_reader *reader, unsigned char *rows, size_t count);

typedef struct {
  size_t width, height;
  bool colour;
  /// 1…100; without effect where there are tables.
  int quality;
  /// The steps of luma, then of both of chroma, row by row, 64 each; NULL to have libjpeg's of the quality,
  /// and its averages as chroma. With tables, chroma is what decoders' smoothing turns into the
  /// picture.
  const unsigned char *tables;
  /// The columns and rows for one sample of chroma, 1…4.
  int across, down;
  bool progressive;
  /// Whether a sequential file has optimised Huffman tables; progressive files always have.
  bool optimises_tables;
  /// Whether the file has a JFIF segment.
  bool says_jfif;
} aez_jpeg_plan;

typedef struct aez_jpeg_writer aez_jpeg_writer;

aez_jpeg_writer *aez_jpeg_writer_make(void);
void aez_jpeg_writer_end(aez_jpeg_writer *writer);
const char *aez_jpeg_writer_message(const aez_jpeg_writer *writer);

bool aez_jpeg_writer_begin(aez_jpeg_writer *writer, const aez_jpeg_plan *plan);

/// Adds a marker segment; all must precede the rows.
bool aez_jpeg_writer_mark(
    aez_jpeg_writer *writer, int marker, const unsigned char *bytes, size_t count);

/// Adds rows of RGB or grey samples; the last ones also end the file.
bool aez_jpeg_writer_write(aez_jpeg_writer *writer, const unsigned char *rows, size_t count);

/// Returns the bytes written since the last call; they are valid until the writer is called again.
const unsigned char *aez_jpeg_writer_take(aez_jpeg_writer *writer, size_t *count);

#endif
