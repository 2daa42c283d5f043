#include "jpeg_planes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
  /// Taps of the filter on each side of its middle.
  reach = 6,
  /// Rows of a plane that are kept for filtering down the columns; a power of two.
  ring = 16,
  /// Rows of chroma of one row of blocks.
  strip = 8,
  /// Rows of chroma that there is room for, and of luma beside them: a strip, those that the filter
  /// waits for, and one that is halved.
  ahead = 3 * strip,
  /// The most rows of luma to one of chroma.
  most_down = 4,
};

/// The inverse of the filter 3/16, 10/16, 3/16, which doubling by a triangle filter and its adjoint
/// amount to: 2 (-1/3)^|n|, in 1/4096.
static const int32_t inverse[reach + 1] = {8188, -2731, 910, -303, 101, -34, 11};

/// A chroma component; values are in 1/16.
typedef struct {
  /// Rows as wide as chroma but of all rows of luma, the last ones.
  int16_t *narrow[ring];
  /// The adjoint of doubling down the columns, the last rows.
  int16_t *adjoint[ring];
  /// Rows of samples, in order from the first that waits.
  unsigned char *samples[ahead];
} chroma;

struct aez_jpeg_planes {
  size_t width, height, padded;
  int components, across, down;
  /// Whether the decoder smooths chroma across and down.
  bool smooths_across, smooths_down;
  /// Size of a chroma plane.
  size_t chroma_width, chroma_height;
  /// Rows of luma taken; rows of chroma with an adjoint, and finished, in all.
  size_t taken, adjoint, finished;
  /// Rows of luma and chroma dropped.
  size_t luma_dropped, chroma_dropped;
  unsigned char *luma[ahead * most_down];
  chroma chroma[2];
  /// Rows of chroma in full width, with margins of 4, and the adjoint of doubling across one.
  int16_t *wide[2], *halved;
  unsigned char *memory;
};

static size_t rounded(size_t count) { return (count + 63) & ~(size_t)63; }

/// Cuts a piece of `count` bytes off the memory; only counts where there is none yet.
static void *cut(unsigned char *memory, size_t *used, size_t count) {
  void *piece = memory ? memory + *used : NULL;
  *used += rounded(count);
  return piece;
}

/// Lays out all rows; returns the bytes they take.
static size_t lay_out(aez_jpeg_planes *p, unsigned char *memory) {
  size_t used = 0;
  size_t narrow = p->padded / (size_t)p->across;
  for (int row = 0; row < ahead * p->down; row++) {
    p->luma[row] = cut(memory, &used, p->padded);
  }
  if (p->components == 1) return used;
  for (int c = 0; c < 2; c++) p->wide[c] = cut(memory, &used, 2 * (p->padded + 8));
  p->halved = cut(memory, &used, 2 * (narrow + 2 * reach));
  for (int component = 0; component < 2; component++) {
    chroma *c = &p->chroma[component];
    for (int row = 0; row < ring; row++) {
      c->narrow[row] = cut(memory, &used, 2 * narrow);
      c->adjoint[row] = cut(memory, &used, 2 * narrow);
    }
    for (int row = 0; row < ahead; row++) c->samples[row] = cut(memory, &used, narrow);
  }
  return used;
}

aez_jpeg_planes *aez_jpeg_planes_make(
    size_t width, size_t height, bool colour, int across, int down, size_t padded) {
  aez_jpeg_planes *p = calloc(1, sizeof *p);
  if (!p) return NULL;
  p->width = width;
  p->height = height;
  p->padded = padded;
  p->components = colour ? 3 : 1;
  p->across = across;
  p->down = down;
  p->chroma_width = (width + (size_t)across - 1) / (size_t)across;
  p->chroma_height = (height + (size_t)down - 1) / (size_t)down;
  // As libjpeg-turbo decides it when it decodes.
  p->smooths_across = across == 2 && down <= 2 && p->chroma_width > 2;
  p->smooths_down = down == 2 && (across == 1 || p->smooths_across);
  p->memory = malloc(lay_out(p, NULL));
  if (!p->memory) {
    free(p);
    return NULL;
  }
  lay_out(p, p->memory);
  return p;
}

void aez_jpeg_planes_end(aez_jpeg_planes *p) {
  if (!p) return;
  free(p->memory);
  free(p);
}

static unsigned char sample(int32_t sixteenths) {
  int32_t value = ((sixteenths + 8) >> 4) + 128;
  return (unsigned char)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/// The index in 0..<count that an index outside stands for, as in a mirror at the edges.
static size_t mirrored(ptrdiff_t index, size_t count) {
  ptrdiff_t last = (ptrdiff_t)count - 1;
  while (index < 0 || index > last) index = index < 0 ? -1 - index : 2 * last + 1 - index;
  return (size_t)index;
}

/// The filter's sum, in 1/4096, for the column at which all of the rows point.
static int16_t filtered(const int16_t *const middle[2 * reach + 1], size_t column) {
  int32_t sum = 2048 + inverse[0] * middle[reach][column];
  for (int tap = 1; tap <= reach; tap++) {
    sum += inverse[tap] * (middle[reach - tap][column] + middle[reach + tap][column]);
  }
  return (int16_t)(sum >> 12);
}

/// ITU-R BT.601 in the full range, as JFIF has it; chroma in 1/16, 0 for grey.
static void convert(
    const unsigned char *rgb, size_t width, unsigned char *luma, int16_t *blue, int16_t *red) {
  for (size_t x = 0; x < width; x++) {
    int32_t r = rgb[3 * x], g = rgb[3 * x + 1], b = rgb[3 * x + 2];
    luma[x] = (unsigned char)((19595 * r + 38470 * g + 7471 * b + 32768) >> 16);
    blue[x] = (int16_t)((-11059 * r - 21709 * g + 32768 * b + 2048) >> 12);
    red[x] = (int16_t)((32768 * r - 27439 * g - 5329 * b + 2048) >> 12);
  }
}

/// Extrapolates a triangle filter's output, which is wanted half a step further.
static int16_t beyond(int16_t last, int16_t before) {
  int32_t value = (3 * (int32_t)last - before) >> 1;
  return (int16_t)(value < -8191 ? -8191 : value > 8191 ? 8191 : value);
}

/// Narrows a row of chroma in full width, which has room for a column on both sides.
static void narrow(aez_jpeg_planes *p, int16_t *wide, int16_t *out) {
  size_t count = p->chroma_width;
  size_t across = (size_t)p->across;
  if (across == 1) {
    memcpy(out, wide, 2 * count);
    return;
  }
  if (!p->smooths_across) {
    for (size_t x = 0; x < count; x++) {
      size_t end = (x + 1) * across < p->width ? (x + 1) * across : p->width;
      int32_t sum = 0;
      for (size_t i = x * across; i < end; i++) sum += wide[i];
      int32_t columns = (int32_t)(end - x * across);
      out[x] = (int16_t)((2 * sum + columns + 8192 * columns) / (2 * columns) - 4096);
    }
    return;
  }
  if (p->width % 2) wide[p->width] = beyond(wide[p->width - 1], wide[p->width - 2]);
  wide[-1] = wide[0];
  wide[2 * count] = wide[2 * count - 1];
  int16_t *halved = p->halved + reach;
  for (size_t x = 0; x < count; x++) {
    const int16_t *two = wide + 2 * x;
    halved[x] = (int16_t)((two[-1] + 3 * two[0] + 3 * two[1] + two[2] + 4) >> 3);
  }
  for (ptrdiff_t i = 1; i <= reach; i++) {
    halved[-i] = halved[mirrored(-i, count)];
    halved[(ptrdiff_t)count - 1 + i] = halved[mirrored((ptrdiff_t)count - 1 + i, count)];
  }
  const int16_t *middle[2 * reach + 1];
  for (int tap = 0; tap <= 2 * reach; tap++) middle[tap] = halved + tap - reach;
  for (size_t x = 0; x < count; x++) out[x] = filtered(middle, x);
}

/// Writes a finished row of chroma, padded.
static void finish(aez_jpeg_planes *p, chroma *c, const int16_t *const middle[2 * reach + 1]) {
  unsigned char *out = c->samples[p->finished - p->chroma_dropped];
  size_t count = p->chroma_width;
  if (p->smooths_down) {
    for (size_t x = 0; x < count; x++) out[x] = sample(filtered(middle, x));
  } else {
    for (size_t x = 0; x < count; x++) out[x] = sample(middle[reach][x]);
  }
  memset(out + count, out[count - 1], p->padded / (size_t)p->across - count);
}

/// Finishes the rows of chroma that the adjoints suffice for.
static void finish_ready(aez_jpeg_planes *p) {
  size_t lag = p->smooths_down ? reach : 0;
  while (p->finished < p->adjoint &&
         (p->finished + lag < p->adjoint || p->adjoint == p->chroma_height)) {
    for (int component = 0; component < 2; component++) {
      chroma *c = &p->chroma[component];
      const int16_t *middle[2 * reach + 1];
      for (int tap = 0; tap <= 2 * reach; tap++) {
        ptrdiff_t row = (ptrdiff_t)p->finished + tap - reach;
        middle[tap] = c->adjoint[mirrored(row, p->chroma_height) % ring];
      }
      finish(p, c, middle);
    }
    p->finished++;
  }
}

/// Makes the adjoint of a row of chroma from the rows in its height.
static void halve(aez_jpeg_planes *p, chroma *c) {
  size_t count = p->chroma_width;
  size_t down = (size_t)p->down;
  size_t first = p->adjoint * down;
  int16_t *out = c->adjoint[p->adjoint % ring];
  if (p->smooths_down) {
    const int16_t *rows[4];
    for (int i = 0; i < 4; i++) {
      rows[i] = c->narrow[mirrored((ptrdiff_t)first - 1 + i, 2 * p->chroma_height) % ring];
    }
    for (size_t x = 0; x < count; x++) {
      int32_t sum = rows[0][x] + 3 * rows[1][x] + 3 * rows[2][x] + rows[3][x];
      out[x] = (int16_t)((sum + 4) >> 3);
    }
    return;
  }
  size_t end = first + down < p->height ? first + down : p->height;
  int32_t rows = (int32_t)(end - first);
  for (size_t x = 0; x < count; x++) {
    int32_t sum = 0;
    for (size_t row = first; row < end; row++) sum += c->narrow[row % ring][x];
    out[x] = (int16_t)((2 * sum + rows + 8192 * rows) / (2 * rows) - 4096);
  }
}

/// Adds the row after the last, which doubling would make of an odd height.
static void add_beyond(aez_jpeg_planes *p, chroma *c) {
  int16_t *out = c->narrow[p->height % ring];
  const int16_t *last = c->narrow[(p->height - 1) % ring];
  const int16_t *before = p->height > 1 ? c->narrow[(p->height - 2) % ring] : last;
  for (size_t x = 0; x < p->chroma_width; x++) out[x] = beyond(last[x], before[x]);
}

static void halve_ready(aez_jpeg_planes *p) {
  size_t down = (size_t)p->down;
  while (p->adjoint < p->chroma_height) {
    // Smoothing looks at one row more.
    size_t needed = (p->adjoint + 1) * down + (p->smooths_down ? 1 : 0);
    if (p->taken < needed && p->taken < p->height) return;
    for (int component = 0; component < 2; component++) halve(p, &p->chroma[component]);
    p->adjoint++;
    finish_ready(p);
  }
}

void aez_jpeg_planes_take(aez_jpeg_planes *p, const unsigned char *row) {
  unsigned char *luma = p->luma[p->taken - p->luma_dropped];
  size_t width = p->width;
  size_t slot = p->taken % ring;
  if (p->components == 1) {
    memcpy(luma, row, width);
  } else {
    convert(row, width, luma, p->wide[0] + 4, p->wide[1] + 4);
    for (int c = 0; c < 2; c++) narrow(p, p->wide[c] + 4, p->chroma[c].narrow[slot]);
  }
  memset(luma + width, luma[width - 1], p->padded - width);
  p->taken++;
  if (p->components == 1) return;
  if (p->taken == p->height && p->height % 2 && p->smooths_down) {
    for (int c = 0; c < 2; c++) add_beyond(p, &p->chroma[c]);
  }
  halve_ready(p);
}

bool aez_jpeg_planes_wait(const aez_jpeg_planes *p) {
  if (p->components == 1) {
    return p->taken >= p->luma_dropped + strip ||
           (p->taken == p->height && p->luma_dropped < p->height);
  }
  return p->finished >= p->chroma_dropped + strip ||
         (p->finished == p->chroma_height && p->chroma_dropped < p->chroma_height);
}

/// Repeats the last row where the picture has ended.
static void fill_up(unsigned char **rows, size_t filled, size_t count, size_t length) {
  for (size_t row = filled; row < count; row++) memcpy(rows[row], rows[filled - 1], length);
}

unsigned char **aez_jpeg_planes_rows(aez_jpeg_planes *p, int component) {
  if (component == 0) {
    fill_up(p->luma, p->taken - p->luma_dropped, (size_t)(strip * p->down), p->padded);
    return p->luma;
  }
  unsigned char **rows = p->chroma[component - 1].samples;
  fill_up(rows, p->finished - p->chroma_dropped, strip, p->padded / (size_t)p->across);
  return rows;
}

/// Moves the rows behind the first `count` to the front.
static void rotate(unsigned char **rows, size_t count, size_t capacity) {
  unsigned char *first[strip * most_down];
  memcpy(first, rows, count * sizeof *rows);
  memmove(rows, rows + count, (capacity - count) * sizeof *rows);
  memcpy(rows + capacity - count, first, count * sizeof *rows);
}

void aez_jpeg_planes_drop(aez_jpeg_planes *p) {
  size_t count = (size_t)(strip * p->down);
  rotate(p->luma, count, 3 * count);
  p->luma_dropped += count;
  if (p->components == 1) return;
  for (int c = 0; c < 2; c++) rotate(p->chroma[c].samples, strip, ahead);
  p->chroma_dropped += strip;
}
