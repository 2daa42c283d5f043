#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "CImageRows.h"

struct aez_png_reader {
  png_structp png;
  png_infop info;
  aez_fill fill;
  void *context;
  size_t row_bytes;
  int passes;
  bool warned;
  char message[128];
  size_t place, filled;
  unsigned char bytes[1 << 16];
};

static void keep(aez_png_reader *reader, const char *message) {
  if (reader->message[0]) return;
  strncpy(reader->message, message, sizeof reader->message - 1);
}

static void fail(png_structp png, const char *message) {
  keep(png_get_error_ptr(png), message);
  png_longjmp(png, 1);
}

static void warn(png_structp png, const char *message) {
  aez_png_reader *reader = png_get_error_ptr(png);
  reader->warned = true;
  keep(reader, message);
}

static void feed(png_structp png, png_bytep to, size_t count) {
  aez_png_reader *reader = png_get_io_ptr(png);
  while (count > 0) {
    if (reader->place == reader->filled) {
      reader->place = 0;
      reader->filled = reader->fill(reader->context, reader->bytes, sizeof reader->bytes);
      if (reader->filled == 0) png_error(png, "read beyond end of data");
    }
    size_t part = reader->filled - reader->place;
    if (part > count) part = count;
    memcpy(to, reader->bytes + reader->place, part);
    reader->place += part;
    to += part;
    count -= part;
  }
}

aez_png_reader *aez_png_reader_make(aez_fill fill, void *context) {
  aez_png_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  reader->fill = fill;
  reader->context = context;
  reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, fail, warn);
  if (reader->png) reader->info = png_create_info_struct(reader->png);
  if (!reader->info) {
    aez_png_reader_end(reader);
    return NULL;
  }
  png_set_read_fn(reader->png, reader, feed);
  png_set_benign_errors(reader->png, 1);
  return reader;
}

void aez_png_reader_end(aez_png_reader *reader) {
  if (reader->png) png_destroy_read_struct(&reader->png, &reader->info, NULL);
  free(reader);
}

const char *aez_png_reader_message(const aez_png_reader *reader) { return reader->message; }

bool aez_png_reader_begin(
    aez_png_reader *reader, size_t width, size_t height, size_t bytes_per_row) {
  if (setjmp(png_jmpbuf(reader->png))) return false;
  png_read_info(reader->png, reader->info);
  reader->passes = png_set_interlace_handling(reader->png);
  png_read_update_info(reader->png, reader->info);
  reader->row_bytes = png_get_rowbytes(reader->png, reader->info);
  if (png_get_image_width(reader->png, reader->info) != width ||
      png_get_image_height(reader->png, reader->info) != height ||
      reader->row_bytes != bytes_per_row) {
    png_error(reader->png, "another header than was read");
  }
  return !reader->warned;
}

bool aez_png_reader_read(aez_png_reader *reader, unsigned char *rows, size_t count) {
  if (setjmp(png_jmpbuf(reader->png))) return false;
  for (int pass = 0; pass < reader->passes; pass++) {
    for (size_t row = 0; row < count; row++) {
      png_read_row(reader->png, rows + row * reader->row_bytes, NULL);
    }
  }
  return !reader->warned;
}
