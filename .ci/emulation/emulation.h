// What the programs of emulation share.
#include <stddef.h>
#include <stdint.h>

/// Takes bytes into the digest of all that came out so far.
void digest(const void *p, size_t count);
/// 32 drawn bits.
uint32_t drawn_word(void);
/// A drawn number between −4 and 4.
float drawn_small(void);
/// Runs the kernels of fitted pictures.
void fitted(const char *name);
