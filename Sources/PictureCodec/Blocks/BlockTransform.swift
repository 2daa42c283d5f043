/// The discrete cosine transform of 8×8 samples, in integers.
///
/// Samples and coefficients are in 1/16. The inverse is the same on every machine, as decoding
/// needs it.
enum BlockTransform {
  typealias Block = InlineArray<64, Int32>

  /// Samples from coefficients, which are within ±2¹⁵.
  static func samples(of coefficients: borrowing Block) -> Block {
    pass(pass(coefficients, isInverse: true, shift: 11), isInverse: true, shift: 11)
  }

  /// Coefficients from samples, which are within ±2¹³.
  static func coefficients(of samples: borrowing Block) -> Block {
    // Two more bits are kept between the passes than in the result.
    pass(pass(samples, isInverse: false, shift: 9), isInverse: false, shift: 13)
  }

  /// Transforms the rows and turns them into columns, so that a second pass does the columns.
  private static func pass(_ block: borrowing Block, isInverse: Bool, shift: Int32) -> Block {
    var turned = Block(repeating: 0)
    for row in 0..<8 {
      for column in 0..<8 {
        var sum: Int32 = 1 << (shift - 1)
        for index in 0..<8 {
          let weight = isInverse ? basis[8 * index + column] : basis[8 * column + index]
          sum &+= block[8 * row + index] &* weight
        }
        turned[8 * column + row] = sum >> shift
      }
    }
    return turned
  }

  /// The cosines cos((2x + 1)uπ/16) / 2, those of u = 0 by √½, in 1/2048; [u][x].
  private static let basis: InlineArray<64, Int32> = [
    724, 724, 724, 724, 724, 724, 724, 724,
    1004, 851, 569, 200, -200, -569, -851, -1004,
    946, 392, -392, -946, -946, -392, 392, 946,
    851, -200, -1004, -569, 569, 1004, 200, -851,
    724, -724, -724, 724, 724, -724, -724, 724,
    569, -1004, 200, 851, -851, -200, 1004, -569,
    392, -946, 946, -392, -392, 946, -946, 392,
    200, -569, 851, -1004, 1004, -851, 569, -200,
  ]

  /// The places of coefficients, from low frequencies to high ones.
  static let zigzag: InlineArray<64, Int> = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
  ]
}
