/// GF(2⁸) with the polynomial 11D: archive-1.md, *Redundancy*. Addition is exclusive or.
enum GaloisField {
  static func product(_ one: UInt8, _ other: UInt8) -> UInt8 { products[Int(one)][Int(other)] }

  static func inverse(_ number: UInt8) -> UInt8 {
    UInt8(products[Int(number)].firstIndex(of: 1) ?? 0)
  }

  private static let products = (0..<256).map { one in
    (0..<256).map { other in
      var (power, result) = (one, 0)
      for bit in 0..<8 {
        if other >> bit & 1 == 1 { result ^= power }
        power <<= 1
        if power & 0x100 != 0 { power ^= 0x11D }
      }
      return UInt8(result)
    }
  }

  /// The x of A · x = b, where each element of x and b is a cell of bytes, by Gauss and Jordan.
  ///
  /// - Returns: nil where A has no inverse
  static func solve(_ matrix: [[UInt8]], _ cells: [[UInt8]]) -> [[UInt8]]? {
    var (a, b) = (matrix, cells)
    for column in a.indices {
      guard let pivot = (column..<a.count).first(where: { a[$0][column] != 0 }) else { return nil }
      a.swapAt(pivot, column)
      b.swapAt(pivot, column)
      let scale = inverse(a[column][column])
      a[column] = a[column].map { product($0, scale) }
      b[column] = b[column].map { product($0, scale) }
      for row in a.indices where row != column && a[row][column] != 0 {
        let factor = a[row][column]
        a[row] = zip(a[row], a[column]).map { $0 ^ product($1, factor) }
        b[row] = zip(b[row], b[column]).map { $0 ^ product($1, factor) }
      }
    }
    return b
  }
}
