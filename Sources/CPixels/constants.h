// Constants of the format.
enum {
  AEZ_TRUSTS = 5,
  AEZ_OLDEST = 255,
  AEZ_WEIGHT = 524287,
  AEZ_RATE = 20,
  AEZ_THIRDS = 4096,
  AEZ_VALUE_CONTEXTS = 3,
  AEZ_CONTEXTS_1 = 4,
  AEZ_CONTEXTS_2 = 7,
  AEZ_CONTEXTS_3 = 11,
  AEZ_FIRST_SHIFT = 36,
  AEZ_GLOBAL_CELLS = 16,
};
static const int32_t aez_trust[AEZ_TRUSTS] = {0, 77, 122, 167, 212};
#define AEZ_ACROSS 0.45f
#define AEZ_DOWN 0.80f
#define AEZ_GLOBAL_DECAY 0.9992f
