/// The quantisation tables of ITU-T T.81, K.1, as libjpeg scales them.
enum TypicalQuantisation {
  /// Table K.1, in natural order.
  private static let luminance: [UInt8] = [
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
  ]
  /// Table K.2, in natural order.
  private static let chrominance: [UInt8] = [
    17, 18, 24, 47, 99, 99, 99, 99,
    18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
  ]

  /// Both in zigzag order.
  private static let zigzag = [luminance, chrominance].map { table in
    ZigzagOrder().natural.map { table[Int($0)] }
  }

  /// The table of jpeg_set_quality in libjpeg's jcparam.c, in zigzag order.
  ///
  /// - Parameter quality: 1…100
  static func steps(isChrominance: Bool, quality: UInt8) -> [UInt8] {
    let percent = percent(quality)
    return zigzag[isChrominance ? 1 : 0].map { step($0, percent) }
  }

  static func isTypical(
    _ steps: ArraySlice<UInt8>, isChrominance: Bool, quality: UInt8
  ) -> Bool {
    let percent = percent(quality)
    return steps.elementsEqual(zigzag[isChrominance ? 1 : 0]) { $0 == step($1, percent) }
  }

  private static func percent(_ quality: UInt8) -> Int {
    quality < 50 ? 5000 / Int(quality) : 200 - 2 * Int(quality)
  }

  private static func step(_ base: UInt8, _ percent: Int) -> UInt8 {
    UInt8(max(1, min(255, (Int(base) * percent + 50) / 100)))
  }
}
