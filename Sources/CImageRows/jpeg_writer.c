#include <stdlib.h>
#include <string.h>

#include "CImageRows.h"
#include "jpeg_errors.h"
#include "jpeg_planes.h"

struct aez_jpeg_writer {
  struct jpeg_compress_struct info;
  aez_jpeg_errors errors;
  struct jpeg_destination_mgr destination;
  unsigned char *bytes;
  size_t capacity;
  /// Makes the components; NULL if libjpeg does.
  aez_jpeg_planes *planes;
  size_t taken;
};

static void rewind_bytes(aez_jpeg_writer *writer) {
  writer->destination.next_output_byte = writer->bytes;
  writer->destination.free_in_buffer = writer->capacity;
}

static void do_nothing(j_compress_ptr info) {}

/// Called when all of the bytes are filled.
static boolean grow(j_compress_ptr info) {
  aez_jpeg_writer *writer = info->client_data;
  size_t count = writer->capacity;
  size_t capacity = count ? 2 * count : 1 << 16;
  unsigned char *bytes = realloc(writer->bytes, capacity);
  if (!bytes) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
  writer->bytes = bytes;
  writer->capacity = capacity;
  writer->destination.next_output_byte = bytes + count;
  writer->destination.free_in_buffer = capacity - count;
  return TRUE;
}

aez_jpeg_writer *aez_jpeg_writer_make(void) {
  aez_jpeg_writer *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->info.err = aez_jpeg_errors_begin(&writer->errors);
  return writer;
}

void aez_jpeg_writer_end(aez_jpeg_writer *writer) {
  jpeg_destroy_compress(&writer->info);
  aez_jpeg_planes_end(writer->planes);
  free(writer->bytes);
  free(writer);
}

const char *aez_jpeg_writer_message(const aez_jpeg_writer *writer) {
  return writer->errors.message;
}

/// Takes the tables of the plan, which the components made here are meant for.
static void use_tables(aez_jpeg_writer *writer, const aez_jpeg_plan *plan) {
  j_compress_ptr info = &writer->info;
  for (int table = 0; table < (plan->colour ? 3 : 1); table++) {
    const unsigned char *wanted = plan->tables + DCTSIZE2 * table;
    // Components with the same steps share a table.
    bool is_last = table == 2 && !memcmp(wanted, wanted - DCTSIZE2, DCTSIZE2);
    info->comp_info[table].quant_tbl_no = is_last ? 1 : table;
    if (is_last) break;
    unsigned steps[DCTSIZE2];
    for (int i = 0; i < DCTSIZE2; i++) steps[i] = wanted[i];
    jpeg_add_quant_table(info, table, steps, 100, TRUE);
  }
  info->raw_data_in = TRUE;
  size_t unit = DCTSIZE * (size_t)plan->across;
  writer->planes = aez_jpeg_planes_make(
      plan->width, plan->height, plan->colour, plan->across, plan->down,
      (plan->width + unit - 1) / unit * unit);
  if (!writer->planes) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
}

bool aez_jpeg_writer_begin(aez_jpeg_writer *writer, const aez_jpeg_plan *plan) {
  if (setjmp(writer->errors.place)) return false;
  j_compress_ptr info = &writer->info;
  jpeg_create_compress(info);
  info->client_data = writer;
  writer->destination = (struct jpeg_destination_mgr){
      .init_destination = do_nothing,
      .empty_output_buffer = grow,
      .term_destination = do_nothing,
  };
  info->dest = &writer->destination;
  grow(info);
  info->image_width = (JDIMENSION)plan->width;
  info->image_height = (JDIMENSION)plan->height;
  info->input_components = plan->colour ? 3 : 1;
  info->in_color_space = plan->colour ? JCS_EXT_RGB : JCS_GRAYSCALE;
  jpeg_set_defaults(info);
  info->dct_method = JDCT_ISLOW;
  jpeg_set_colorspace(info, plan->colour ? JCS_YCbCr : JCS_GRAYSCALE);
  if (plan->tables) {
    use_tables(writer, plan);
  } else {
    jpeg_set_quality(info, plan->quality, TRUE);
  }
  info->optimize_coding = plan->optimises_tables;
  if (plan->progressive) jpeg_simple_progression(info);
  info->comp_info[0].h_samp_factor = plan->colour ? plan->across : 1;
  info->comp_info[0].v_samp_factor = plan->colour ? plan->down : 1;
  info->write_JFIF_header = plan->says_jfif;
  jpeg_start_compress(info, TRUE);
  return true;
}

bool aez_jpeg_writer_mark(
    aez_jpeg_writer *writer, int marker, const unsigned char *bytes, size_t count) {
  if (setjmp(writer->errors.place)) return false;
  jpeg_write_marker(&writer->info, marker, bytes, (unsigned)count);
  return true;
}

/// Adds a row, and writes the rows of blocks that it completes.
static void write_planes(aez_jpeg_writer *writer, const unsigned char *row) {
  aez_jpeg_planes_take(writer->planes, row);
  j_compress_ptr info = &writer->info;
  while (aez_jpeg_planes_wait(writer->planes)) {
    JSAMPARRAY rows[3];
    for (int component = 0; component < info->num_components; component++) {
      rows[component] = aez_jpeg_planes_rows(writer->planes, component);
    }
    jpeg_write_raw_data(info, rows, DCTSIZE * (JDIMENSION)info->max_v_samp_factor);
    aez_jpeg_planes_drop(writer->planes);
  }
}

bool aez_jpeg_writer_write(aez_jpeg_writer *writer, const unsigned char *rows, size_t count) {
  if (setjmp(writer->errors.place)) return false;
  size_t length = (size_t)writer->info.image_width * (size_t)writer->info.input_components;
  if (writer->planes) {
    for (size_t row = 0; row < count; row++) write_planes(writer, rows + row * length);
    writer->taken += count;
    if (writer->taken == writer->info.image_height) jpeg_finish_compress(&writer->info);
    return true;
  }
  JDIMENSION end = writer->info.next_scanline + (JDIMENSION)count;
  while (writer->info.next_scanline < end) {
    JSAMPROW lines[16];
    JDIMENSION few = end - writer->info.next_scanline;
    if (few > 16) few = 16;
    for (JDIMENSION line = 0; line < few; line++) {
      lines[line] = (JSAMPROW)rows + line * length;
    }
    rows += length * jpeg_write_scanlines(&writer->info, lines, few);
  }
  if (end == writer->info.image_height) jpeg_finish_compress(&writer->info);
  return true;
}

const unsigned char *aez_jpeg_writer_take(aez_jpeg_writer *writer, size_t *count) {
  *count = writer->capacity - writer->destination.free_in_buffer;
  rewind_bytes(writer);
  return writer->bytes;
}
