// Runs the kernels that decode, by each instruction set there is, on the same drawn numbers.
// Prints a line each: the name and a digest (FNV-1a) of all that comes out, NaN left out.
#include "CKernels.h"
#include "emulation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t state;

/// Between −4 and 4; one in 16 is far larger, and one in 64 a negative zero or a subnormal number.
static float drawn(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  uint32_t bits = (uint32_t)(state >> 33);
  float x = (float)(int32_t)(bits % 8388608u - 4194304u) / 1048576.0f;
  if (bits >> 27 == 0) return x * 1.0e9f;
  return bits >> 25 == 63 ? -0.0f : bits >> 25 == 62 ? x * 1.0e-39f : x;
}

uint32_t drawn_word(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 32);
}

float drawn_small(void) { return (float)(int32_t)drawn_word() / 536870912.0f; }

static float *floats(size_t count) {
  float *p = malloc(count * sizeof *p);
  for (size_t i = 0; i < count; i++) p[i] = drawn();
  return p;
}

static uint64_t sum;

void digest(const void *p, size_t count) {
  for (size_t i = 0; i < count; i++) sum = (sum ^ ((const unsigned char *)p)[i]) * 1099511628211u;
}

enum { ROWS = 37, IN = 83, OUT = 70, PANELS = 96, SIDE = 11, CHANNELS = 48, GROUP = 40 };

static void product(const aez_kernels *k) {
  for (int activate = 0; activate < 2; activate++) {
    float *in = floats(ROWS * IN), *weights = floats(PANELS * IN), *bias = floats(PANELS);
    float *residual = floats(ROWS * OUT), *out = floats(ROWS * OUT);
    aez_product p = {in, weights, bias, activate ? residual : NULL, out, ROWS, IN, OUT, IN, OUT,
                     1,  0,       activate};
    k->product(&p);
    digest(out, ROWS * OUT * sizeof *out);
    free(in), free(weights), free(bias), free(residual), free(out);
  }
}

static void depthwise(const aez_kernels *k) {
  for (size_t size = 3; size <= 7; size += 2) {
    size_t count = SIDE * SIDE * CHANNELS;
    float *in = floats(count), *weights = floats(size * size * CHANNELS);
    float *bias = floats(CHANNELS), *out = floats(count);
    aez_depthwise d = {in, weights, bias, out, SIDE, SIDE, CHANNELS, size, 0, SIDE};
    k->depthwise(&d);
    digest(out, count * sizeof *out);
    free(in), free(weights), free(bias), free(out);
  }
}

static void codes(const aez_kernels *k) {
  enum { N = ROWS * GROUP };
  float *in = floats(2 * N), *gain = floats(GROUP), *offsets = floats(64 * 17);
  float *values = floats(N);
  int16_t q[N];
  int32_t means[N];
  uint8_t scales[N], bytes[N];
  k->activate(values, in, N), digest(values, sizeof(float) * N);
  k->to_bytes(bytes, in, N), digest(bytes, N);
  k->quantise(q, values, in, gain, ROWS, GROUP);
  digest(q, sizeof q), digest(values, sizeof(float) * N);
  k->parameters(means, scales, in, ROWS, GROUP);
  digest(means, sizeof means), digest(scales, sizeof scales);
  int16_t symbols[N];
  for (int i = 0; i < N; i++) symbols[i] = (int16_t)(i % 513 - 256);
  aez_reconstruct r = {q, values, symbols, means, scales, offsets, gain, ROWS, GROUP, GROUP};
  k->reconstruct(&r);
  digest(q, sizeof q), digest(values, sizeof(float) * N);
  free(in), free(gain), free(offsets), free(values);
}

static void functions(const aez_kernels *k) {
  enum { N = 1003 };
  float *in = floats(N), *out = floats(N);
  for (int f = AEZ_RELU; f <= AEZ_SOFTPLUS; f++) {
    k->unary((aez_unary)f, out, in, N);
    for (int i = 0; i < N; i++) if (isnan(out[i])) out[i] = 0;
    digest(out, N * sizeof *out);
  }
  free(in), free(out);
}

/// Rows of slopes and drawn numbers through the post-filter; the inner ones, which need no edges.
static void post_filter(const aez_kernels *k) {
  enum { WIDTH = 61, HEIGHT = 24, PLANE = WIDTH + 7, LINE = 3 * (WIDTH + 4) };
  int16_t samples[HEIGHT][3 * PLANE] = {0}, luma[HEIGHT][WIDTH + 2] = {0};
  int32_t products[HEIGHT][LINE], scratch[LINE];
  int16_t *weights = malloc(AEZ_FILTER_CLASSES * AEZ_FILTER_TAPS * sizeof *weights);
  for (int i = 0; i < AEZ_FILTER_CLASSES * AEZ_FILTER_TAPS; i++)
    weights[i] = (int16_t)(i * 7919 % 2047 - 1023);
  for (size_t planes = 1; planes <= 3; planes += 2) {
    for (int y = 0; y < HEIGHT; y++) {
      float *in = floats(WIDTH * planes);
      for (size_t i = 0; i < WIDTH * planes; i++)
        in[i] = 0.5f + in[i] * 0.02f * (float)(y % 7) + (float)((int)i - 5 * y) * 0.004f;
      k->to_sixteenths(samples[y] + 2, PLANE, in, WIDTH, planes);
      k->quarters(luma[y] + 1, samples[y] + 2, PLANE, WIDTH, planes);
      free(in);
    }
    for (int y = 1; y + 1 < HEIGHT; y++)
      k->structure(products[y], luma[y - 1] + 1, luma[y] + 1, luma[y + 1] + 1, WIDTH);
    for (int y = 3; y + 3 < HEIGHT; y++) {
      uint16_t classes[WIDTH];
      uint8_t out[WIDTH * 3];
      const int32_t *near[5];
      aez_filter f = {out, {0}, classes, weights, PLANE, WIDTH, planes};
      for (int row = 0; row < 5; row++)
        near[row] = products[y + row - 2], f.rows[row] = samples[y + row - 2] + 2;
      k->classes(classes, near, scratch, WIDTH);
      k->filter(&f);
      digest(classes, sizeof classes), digest(out, WIDTH * planes);
    }
  }
  free(weights);
}

/// Drawn decisions through a mixture whose tables are any numbers within their bounds.
static void mixing(const aez_kernels *k) {
  enum { COUNTERS = 256, SETS = 7, AGES = 1024, SQUASHED = 2 * AEZ_MIX_LOGIT + 1 };
  static int16_t stretch[4096];
  static uint16_t squash[SQUASHED], bins[SETS * AEZ_MIX_BINS];
  static int32_t ages[3][AGES], weights[2][SETS * AEZ_MIX_INPUTS];
  static uint32_t counters[COUNTERS];
  for (int i = 0; i < 4096; i++) stretch[i] = (int16_t)((i - 2048) * 3 / 2);
  for (int i = 0; i < SQUASHED; i++) squash[i] = (uint16_t)(1 + i * 65534 / (SQUASHED - 1));
  for (int i = 0; i < AGES; i++)
    ages[0][i] = 256 - i % 200, ages[1][i] = i % 147, ages[2][i] = 40960 / (i + 1);
  for (int i = 0; i < COUNTERS; i++) counters[i] = 1u << 31;
  for (int i = 0; i < SETS * AEZ_MIX_BINS; i++) bins[i] = (uint16_t)(i * 283);
  for (int i = 0; i < SETS * AEZ_MIX_INPUTS; i++)
    weights[0][i] = i * 7919 % 1048575 - AEZ_MIX_WEIGHT, weights[1][i] = i * 104729 % 65536;
  const aez_mix_tables tables = {stretch, squash, ages[0], ages[1], ages[2]};
  aez_mixture m = {
      .counters = counters, .mask = COUNTERS - 1, .weights = {weights[0], weights[1]},
      .bins = bins, .tables = &tables, .rate = 40, .oldest = 255, .refined_share = 8,
      .experts = 3};
  for (int n = 0; n < 4000; n++) {
    uint32_t contexts[AEZ_MIX_CONTEXTS], selectors[3];
    int32_t experts[3];
    size_t count = (size_t)(n % 15);
    for (size_t i = 0; i < 18; i++) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      uint32_t drawn = (uint32_t)(state >> 33);
      if (i < AEZ_MIX_CONTEXTS) contexts[i] = drawn;
      else selectors[i - 15] = drawn % SETS, experts[i - 15] = (int32_t)(drawn % 6145) - 3072;
    }
    uint32_t p = k->mix_predict(&m, contexts, count, experts, 3, selectors);
    k->mix_update(&m, contexts[0] % 65536 < p);
    digest(&p, sizeof p);
  }
  digest(weights, sizeof weights), digest(counters, sizeof counters), digest(bins, sizeof bins);
}

/// Blocks of any pixels, with any coefficients within their bounds.
static void blocks(const aez_kernels *k) {
  for (int n = 0; n < 500; n++) {
    uint8_t pixels[2][192], corrected[192] = {0};
    int32_t coefficients[192] = {0};
    size_t planes = n % 2 ? 3 : 1;
    for (size_t i = 0; i < 384; i++) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      pixels[i / 192][i % 192] = (uint8_t)(state >> 56);
    }
    k->block_coefficients(pixels[0], pixels[1], planes, n % 4 == 1, coefficients);
    digest(coefficients, sizeof coefficients);
    for (size_t i = 0; i < 192; i++) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      coefficients[i] = (int32_t)(state >> 48) % (n % 3 ? 2000 : 65536) - (n % 3 ? 1000 : 32768);
    }
    k->block_pixels(coefficients, pixels[1], planes, n % 4 == 1, corrected);
    digest(corrected, sizeof corrected);
    uint32_t error = k->block_error(pixels[0], pixels[1], 64 * planes);
    digest(&error, sizeof error);
  }
}

int main(void) {
  static const char *const names[] = {"generic", "avx2", "avx512", "neon"};
  for (size_t i = 0; i < 4; i++) {
    const aez_kernels *k = aez_kernels_named(names[i]);
    if (!k) continue;
    state = 1, sum = 14695981039346656037u;
    product(k), depthwise(k), codes(k), functions(k), post_filter(k), mixing(k);
    blocks(k), fitted(names[i]);
    printf("%-8s %016llx\n", names[i], (unsigned long long)sum);
  }
  return 0;
}
