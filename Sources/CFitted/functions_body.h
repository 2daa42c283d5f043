// Exponential and logarithm for fitting. Decoding never calls them.

// e^x for −87 ≤ x ≤ 88, to a few units in the last place (coefficients of Cephes' expf).
INLINE vec exponential(vec x) {
  x = larger(smaller(x, all(88.0f)), all(-87.0f));
  // Adding 1.5 · 2^23 rounds to an integer, which the low bits of the sum then hold.
  vec shifted = fma_vec(x, all(1.44269504f), all(12582912.0f));
  vec n = shifted - all(12582912.0f);
  vec r = fma_vec(n, all(-0.693359375f), x);
  r = fma_vec(n, all(2.12194440e-4f), r);
  vec p = all(1.9875691500e-4f);
  p = fma_vec(p, r, all(1.3981999507e-3f));
  p = fma_vec(p, r, all(8.3334519073e-3f));
  p = fma_vec(p, r, all(4.1665795894e-2f));
  p = fma_vec(p, r, all(1.6666665459e-1f));
  p = fma_vec(p, r, all(5.0000001201e-1f));
  p = fma_vec(p, r * r, r) + all(1.0f);
  words power = ((words)shifted + 127) << 23;
  return p * (vec)power;
}

// The binary logarithm of a normal number above 0 (coefficients of Cephes' logf).
INLINE vec logarithm2(vec x) {
  bits raw = (bits)x;
  bits exponent = (bits)((words)raw >> 23) - 127;
  vec m = (vec)((raw & 0x7fffff) | 0x3f800000);
  bits big = m > all(1.41421356f);
  m = chosen(big, m * all(0.5f), m);
  vec whole = __builtin_convertvector(exponent - big, vec);
  vec z = m - all(1.0f), y = all(7.0376836292e-2f);
  y = fma_vec(y, z, all(-1.1514610310e-1f));
  y = fma_vec(y, z, all(1.1676998740e-1f));
  y = fma_vec(y, z, all(-1.2420140846e-1f));
  y = fma_vec(y, z, all(1.4249322787e-1f));
  y = fma_vec(y, z, all(-1.6668057665e-1f));
  y = fma_vec(y, z, all(2.0000714765e-1f));
  y = fma_vec(y, z, all(-2.4999993993e-1f));
  y = fma_vec(y, z, all(3.3333331174e-1f));
  vec z2 = z * z;
  y = y * z * z2;
  y = y - all(0.5f) * z2;
  return fma_vec(y + z, all(1.44269504f), whole);
}
