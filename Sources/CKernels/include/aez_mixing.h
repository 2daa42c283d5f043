// The state of mixtures, which predict binary decisions from many contexts.
#ifndef AEZ_MIXING_H
#define AEZ_MIXING_H

#include <stdint.h>

/// Inputs of a mixture, contexts of a decision, and bins of a refinement, at most.
#define AEZ_MIX_INPUTS 32
#define AEZ_MIX_CONTEXTS 15
#define AEZ_MIX_BINS 33

/// Logits are in 1/256 and within ±AEZ_MIX_LOGIT; that of the constant input is AEZ_MIX_BIAS.
#define AEZ_MIX_LOGIT 3072
#define AEZ_MIX_BIAS 102

/// Weights are in 1/65536 and within ±AEZ_MIX_WEIGHT, so that sums of 32 products fit 32 bits.
#define AEZ_MIX_WEIGHT 524287

/// Functions as tables of integers, the same for all mixtures.
typedef struct {
  /// The logits of 4096 probabilities in 1/4096.
  const int16_t *stretch;
  /// The probability in 1/65536, 1 … 65535, of a logit, from −AEZ_MIX_LOGIT to AEZ_MIX_LOGIT.
  const uint16_t *squash;
  /// By the 1024 ages of a counter: the confidence in its logit in 1/256, that in its probability
  /// in 1/64, and the share of a new decision in 1/65536.
  const int32_t *confidence, *emphasis, *share;
} aez_mix_tables;

/// A mixture of predictions of binary decisions (context mixing, Mahoney 2005).
///
/// Each context has a counter, a probability in 1/2²² and, in the low ten bits, its age. Two
/// mixers weigh the logits of counters and experts, each by a set of weights that a selector
/// chooses. The mean of their logits is refined by what came of it before.
typedef struct {
  uint32_t *counters;
  /// Indices of counters are taken modulo mask + 1, a power of two.
  uint32_t mask;
  /// Sets of AEZ_MIX_INPUTS weights.
  int32_t *weights[2];
  /// Refinements of AEZ_MIX_BINS probabilities, for logits in steps of ½.
  uint16_t *bins;
  const aez_mix_tables *tables;
  /// The rate of weights in 1/1024, at most 40; the oldest age of counters; the share of
  /// refinements in 1/16.
  int32_t rate, oldest, refined_share;
  /// The number of experts. Inputs are a constant, the experts, and two for each context.
  uint32_t experts;

  // What the last prediction was made of.
  uint32_t count, lanes;
  uint32_t slots[AEZ_MIX_CONTEXTS];
  int32_t inputs[AEZ_MIX_INPUTS];
  int32_t *sets[2];
  int32_t probabilities[2];
  uint16_t *bin;
  int32_t fraction;
} aez_mixture;

/// Counters of a line of a lean mixture, and inputs of one, at most.
#define AEZ_LEAN_LINE 8
#define AEZ_LEAN_INPUTS 16

/// A mixture like aez_mixture, but leaner: each context has a line of counters, a decision names
/// the place in its contexts' lines, and the inputs are a constant, an expert, and one logit for each
/// context. Nothing refines the mean of both mixers.
typedef struct {
  uint32_t *counters;
  /// Sets of `lanes` weights.
  int32_t *weights[2];
  const aez_mix_tables *tables;
  /// As in aez_mixture; `lanes` is 8 or 16.
  int32_t rate, oldest;
  uint32_t lanes;

  // What the last prediction was made of.
  uint32_t count;
  uint32_t *slots[AEZ_LEAN_INPUTS];
  int32_t inputs[AEZ_LEAN_INPUTS];
  int32_t *sets[2];
  int32_t probabilities[2];
} aez_lean_mixture;

#endif
