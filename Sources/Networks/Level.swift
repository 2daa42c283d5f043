/// A quality between the model's trained ones: 0 is the smallest file.
package struct Level: Hashable, Sendable {
  /// In 1/256 of a trained level.
  package let rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// The level of a quality 0…100, which runs linearly from the first level to the last, to the
  /// nearest sixteenth, so that every trained level is a whole quality.
  package init(quality: Double, levels: Int) {
    let sixteenths = (min(max(quality, 0), 100) / 100 * Double(16 * (levels - 1))).rounded()
    rawValue = UInt16(sixteenths) * 16
  }

  /// The level nearest to a share 0…1 of the way from the first level to the last.
  package init(share: Double, levels: Int) {
    rawValue = UInt16((min(max(share, 0), 1) * Double(256 * (levels - 1))).rounded())
  }

  /// The quality 0…100 this level stands for.
  package func quality(levels: Int) -> Double {
    levels > 1 ? Double(rawValue) / 256 / Double(levels - 1) * 100 : 100
  }

  /// The level's row of `table` (levels × width): linear between the rows of its neighbours.
  package func row(of table: [Float], levels: Int) -> [Float] {
    let width = table.count / levels
    let low = min(Int(rawValue >> 8), levels - 1)
    let high = min(low + 1, levels - 1)
    let share = Float(rawValue & 0xFF) / 256
    return (0..<width).map {
      (1 - share) * table[low * width + $0] + share * table[high * width + $0]
    }
  }
}
