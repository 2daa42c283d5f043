#include <stdlib.h>

#include "CImageRows.h"
#include "jpeg_errors.h"

struct aez_jpeg_reader {
  struct jpeg_decompress_struct info;
  aez_jpeg_errors errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  aez_fill fill;
  void *context;
  unsigned char bytes[1 << 16];
};

/// The most scans of a file: each takes few bytes, but a pass over the whole picture.
static const int scan_limit = 500;

static void do_nothing(j_decompress_ptr info) {}

static boolean feed(j_decompress_ptr info) {
  aez_jpeg_reader *reader = info->client_data;
  size_t count = reader->fill(reader->context, reader->bytes, sizeof reader->bytes);
  if (count == 0) WARNMS(info, JWRN_JPEG_EOF);
  reader->source.next_input_byte = reader->bytes;
  reader->source.bytes_in_buffer = count;
  return TRUE;
}

static void skip(j_decompress_ptr info, long count) {
  while (count > (long)info->src->bytes_in_buffer) {
    count -= (long)info->src->bytes_in_buffer;
    feed(info);
  }
  if (count <= 0) return;
  info->src->next_input_byte += count;
  info->src->bytes_in_buffer -= (size_t)count;
}

static void fail(aez_jpeg_errors *errors, const char *message) {
  snprintf(errors->message, sizeof errors->message, "%s", message);
  longjmp(errors->place, 1);
}

static void count_scans(j_common_ptr info) {
  if (((j_decompress_ptr)info)->input_scan_number <= scan_limit) return;
  fail((aez_jpeg_errors *)info->err, "more scans than a picture has");
}

aez_jpeg_reader *aez_jpeg_reader_make(aez_fill fill, void *context) {
  aez_jpeg_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  reader->fill = fill;
  reader->context = context;
  reader->info.err = aez_jpeg_errors_begin(&reader->errors);
  return reader;
}

void aez_jpeg_reader_end(aez_jpeg_reader *reader) {
  jpeg_destroy_decompress(&reader->info);
  free(reader);
}

const char *aez_jpeg_reader_message(const aez_jpeg_reader *reader) {
  return reader->errors.message;
}

bool aez_jpeg_reader_begin(aez_jpeg_reader *reader, size_t width, size_t height, bool colour) {
  if (setjmp(reader->errors.place)) return false;
  jpeg_create_decompress(&reader->info);
  reader->info.client_data = reader;
  reader->source = (struct jpeg_source_mgr){
      .init_source = do_nothing,
      .fill_input_buffer = feed,
      .skip_input_data = skip,
      .resync_to_restart = jpeg_resync_to_restart,
      .term_source = do_nothing,
  };
  reader->info.src = &reader->source;
  reader->progress.progress_monitor = count_scans;
  reader->info.progress = &reader->progress;
  jpeg_read_header(&reader->info, TRUE);
  if (reader->info.image_width != width || reader->info.image_height != height ||
      reader->info.num_components != (colour ? 3 : 1)) {
    fail(&reader->errors, "another header than was read");
  }
  reader->info.out_color_space = colour ? JCS_EXT_RGB : JCS_GRAYSCALE;
  reader->info.dct_method = JDCT_ISLOW;
  reader->info.do_fancy_upsampling = TRUE;
  jpeg_start_decompress(&reader->info);
  return true;
}

bool aez_jpeg_reader_read(aez_jpeg_reader *reader, unsigned char *rows, size_t count) {
  if (setjmp(reader->errors.place)) return false;
  size_t length = (size_t)reader->info.output_width * (size_t)reader->info.output_components;
  JDIMENSION end = reader->info.output_scanline + (JDIMENSION)count;
  while (reader->info.output_scanline < end) {
    JSAMPROW lines[16];
    JDIMENSION few = end - reader->info.output_scanline;
    if (few > 16) few = 16;
    for (JDIMENSION line = 0; line < few; line++) lines[line] = rows + line * length;
    rows += length * jpeg_read_scanlines(&reader->info, lines, few);
  }
  if (end == reader->info.output_height) jpeg_finish_decompress(&reader->info);
  return true;
}
