/// −log2(n / 65536); for n = 0 the bits of 1/131072.
///
/// Digit by digit, as C libraries round logarithms in different ways and the encoder's choices
/// must not depend on one.
func log2OfProbability(_ n: Int) -> Float {
  guard n > 0 else { return 17 }
  let value = Double(n)
  var (bits, rest, digit) = (16 - Double(value.exponent), value.significand, 0.5)
  for _ in 0..<30 {
    rest *= rest
    if rest >= 2 {
      rest /= 2
      bits -= digit
    }
    digit /= 2
  }
  return Float(bits)
}
