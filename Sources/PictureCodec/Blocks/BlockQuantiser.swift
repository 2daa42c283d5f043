/// Steps of the coefficients of blocks.
struct BlockQuantiser {
  /// Of each plane, in 1/16.
  let steps: InlineArray<3, Int32>

  /// - Parameters:
  ///   - index: of the step, 0 ... ``largest``; the step is 2 to the power index / 8
  ///   - isColour: whether planes are luma and chroma, whose errors count in several samples
  init(index: Int, isColour: Bool) {
    let step = Self.powers[index % 8] << (index / 8)
    func scaled(by factor: Int) -> Int32 { Int32((step * factor + 1 << 27) >> 28) }
    steps =
      isColour
      ? [scaled(by: Self.rootOfThird), scaled(by: Self.rootOfHalf), scaled(by: Self.rootOfThird)]
      : [scaled(by: 1 << 16), 0, 0]
  }

  /// The largest index.
  static let largest = 71

  /// The step of an index, in samples.
  static func step(_ index: Int) -> Double {
    Double(powers[index % 8] << (index / 8)) / 65536
  }

  /// 2 to the power i / 8 in 1/65536.
  private static let powers = [65536, 71468, 77936, 84990, 92682, 101_070, 110_218, 120_194]
  /// √½ and √⅓ in 1/65536.
  private static let (rootOfHalf, rootOfThird) = (46341, 37837)

  /// The symbol of a coefficient in 1/16, cheaper towards zero.
  func symbol(of coefficient: Int32, at place: Int, plane: Int) -> Int16 {
    let (step, magnitude) = (steps[plane], abs(coefficient))
    // Most are zero, and a division takes long.
    guard 64 * magnitude >= (place == 0 ? 32 : 43) * step else { return 0 }
    let symbol = (64 * magnitude + (place == 0 ? 32 : 21) * step) / (64 * step)
    return Int16(coefficient < 0 ? -symbol : symbol)
  }

  /// The coefficient of a symbol in 1/16, within ±2¹⁵. Small coefficients are the more likely ones,
  /// so it lies below the middle of what the symbol stands for.
  func coefficient(of symbol: Int16, plane: Int) -> Int32 {
    guard symbol != 0 else { return 0 }
    let step = steps[plane]
    let magnitude = abs(Int32(symbol))
    let value = min(magnitude * step - (magnitude == 1 ? step >> 4 : step >> 6), 1 << 15)
    return symbol < 0 ? -value : value
  }

  /// The most that a symbol can be.
  static let largestSymbol = 4095
}
