// Rows of PNG and JPEG files, some at a time, by libpng and libjpeg.
//
// Both libraries tell errors by longjmp, which no Swift frame may see: it begins and ends here.
// Where something fails the object's message says what in the library's words, and nothing but its
// end may be asked of it any more. What libpng and libjpeg only warn of fails, too: they fill in
// what they have where data are bad or missing.
#ifndef CIMAGEROWS_H
#define CIMAGEROWS_H

#include <stdbool.h>
#include <stddef.h>

/// Puts up to `capacity` bytes of a file into `bytes`; returns how many, 0 where there are no more.
typedef size_t (*aez_fill)(void *context, unsigned char *bytes, size_t capacity);

typedef struct aez_png_reader aez_png_reader;

/// NULL where memory is short; `context` has to outlast the reader.
aez_png_reader *aez_png_reader_make(aez_fill fill, void *context);
void aez_png_reader_end(aez_png_reader *reader);
const char *aez_png_reader_message(const aez_png_reader *reader);

/// Reads all that comes before the rows; fails where they are not as wide, many and long as told.
bool aez_png_reader_begin(
    aez_png_reader *reader, size_t width, size_t height, size_t bytes_per_row);

/// Reads the next rows of 8-bit samples; of an interlaced file all rows at once.
bool aez_png_reader_read(aez_png_reader *reader, unsigned char *rows, size_t count);

typedef struct aez_jpeg_reader aez_jpeg_reader;

aez_jpeg_reader *aez_jpeg_reader_make(aez_fill fill, void *context);
void aez_jpeg_reader_end(aez_jpeg_reader *reader);
const char *aez_jpeg_reader_message(const aez_jpeg_reader *reader);

/// Reads all that comes before the rows; fails where they are not as many and wide as told.
///
/// Samples are RGB, or grey of one component: accurate DCT, smooth chroma.
bool aez_jpeg_reader_begin(aez_jpeg_reader *reader, size_t width, size_t height, bool colour);

/// Reads the next rows; the file to its end with the last.
bool aez_jpeg_reader_read(aez_jpeg_reader *reader, unsigned char *rows, size_t count);

typedef struct {
  size_t width, height;
  bool colour;
  /// 1…100
  int quality;
  /// Chroma at half the resolution, across and down.
  bool halves_chroma;
  bool progressive;
  /// Huffman tables of the file's own, which progressive files always have.
  bool optimises_tables;
  /// Whether the file says itself to be JFIF.
  bool says_jfif;
} aez_jpeg_plan;

typedef struct aez_jpeg_writer aez_jpeg_writer;

aez_jpeg_writer *aez_jpeg_writer_make(void);
void aez_jpeg_writer_end(aez_jpeg_writer *writer);
const char *aez_jpeg_writer_message(const aez_jpeg_writer *writer);

bool aez_jpeg_writer_begin(aez_jpeg_writer *writer, const aez_jpeg_plan *plan);

/// Adds a marker segment; all come before the rows.
bool aez_jpeg_writer_mark(
    aez_jpeg_writer *writer, int marker, const unsigned char *bytes, size_t count);

/// Adds rows of RGB or grey samples; what ends the file with the last.
bool aez_jpeg_writer_write(aez_jpeg_writer *writer, const unsigned char *rows, size_t count);

/// The bytes that have come since they were last asked for, until more is asked of the writer.
const unsigned char *aez_jpeg_writer_take(aez_jpeg_writer *writer, size_t *count);

#endif
