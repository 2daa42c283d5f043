// The binary range coder. The carry of an encoder waits in `cache` and `waiting` bytes of 255.

static void coder_put(struct aez_px_coder *c, uint8_t byte) {
  if (c->out == c->out_end) c->full = true;
  else *c->out++ = byte;
}

static void coder_shift(struct aez_px_coder *c) {
  if ((uint32_t)c->low < 0xFF000000u || c->low >> 32) {
    uint8_t carry = (uint8_t)(c->low >> 32);
    for (uint8_t byte = c->cache; c->waiting; c->waiting--, byte = 0xFF)
      coder_put(c, (uint8_t)(byte + carry));
    c->cache = (uint8_t)(c->low >> 24);
  }
  c->waiting++;
  c->low = (c->low & 0x00FFFFFFu) << 8;
}

/// Ends the codes with the number of fewest digits that the decoder tells from others, and leaves
/// out the first byte, which is 0: its carry never comes.
static void coder_end(struct aez_px_coder *c, uint8_t *start) {
  c->low = (c->low + 0x00FFFFFFu) & ~(uint64_t)0x00FFFFFFu;
  for (size_t i = 0; i < 5; i++) coder_shift(c);
  if (c->full) return;
  memmove(start, start + 1, (size_t)(--c->out - start));
  while (c->out - start > 1 && c->out[-1] == 0) c->out--;
}

static uint8_t coder_next(struct aez_px_coder *c) { return c->in == c->in_end ? 0 : *c->in++; }

/// Codes one bit, a one having this probability in 1/65536, 1 … 65535.
INLINE bool coder_bit(struct aez_px_coder *c, bool bit, uint32_t probability, const bool decoding) {
  uint32_t part = (uint32_t)(((uint64_t)c->range * probability) >> 16);
  if (decoding) bit = c->code < part;
  if (decoding) c->code -= bit ? 0 : part;
  else c->low += bit ? 0 : part;
  c->range = bit ? part : c->range - part;
  while (c->range < 1u << 24) {
    c->range <<= 8;
    if (decoding) c->code = c->code << 8 | coder_next(c);
    else coder_shift(c);
  }
  return bit;
}
