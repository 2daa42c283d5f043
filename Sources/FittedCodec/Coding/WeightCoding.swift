/// How differences of weights are coded: by a Laplace distribution around zero for each segment,
/// whose level of scale is written in six bits; level 0 stands for a segment of zeros.
enum WeightCoding {
  static func bits(_ differences: ArraySlice<Int>, level: Int) -> Float {
    if level == 0 { return differences.allSatisfy { $0 == 0 } ? 0 : .infinity }
    let context = LaplaceContext(mean: 0, level: 4 * level)
    var encoder = LaplaceEncoder(sink: BitCounter())
    for difference in differences { encoder.encode(difference, context) }
    return Float(encoder.sink.bits)
  }

  static func best(_ differences: ArraySlice<Int>) -> (level: Int, bits: Float) {
    if differences.allSatisfy({ $0 == 0 }) { return (0, 6) }
    // Around the level of the mean magnitude.
    let sum = differences.reduce(0) { $0 + min(abs($1), 1 << 20) }
    let mean = Float(sum) / Float(differences.count)
    var guess = 1
    while guess < 63, scale(guess) < mean { guess += 1 }
    var found = (level: 1, bits: Float.infinity)
    for level in max(1, guess - 8)...min(63, guess + 4) {
      let bits = bits(differences, level: level)
      if bits < found.bits { found = (level, bits) }
    }
    return (found.level, found.bits + 6)
  }

  static func bestLevel(_ differences: ArraySlice<Int>) -> Int { best(differences).level }

  /// About the scale of a level: two levels to 1.32.
  private static func scale(_ level: Int) -> Float {
    var result: Float = 0.0408
    for _ in 0..<level { result *= 1.148 }
    return result
  }
}
