/// A quality between the model's trained ones: 0 is the smallest file.
package struct QualityLevel: Hashable, Sendable {
  /// Which of its neighbours' rows of `hyper_synthesis.quality` a level between two of them has
  /// (codes-1.md, section 8).
  package enum Conditioning: Sendable {
    /// The mean of both. The network has never seen it and expects the wrong codes: up to a tenth
    /// of a file.
    case interpolated
    /// That of the nearer one.
    case nearest
  }

  /// In 1/256 of a trained level.
  package let index: Int
  /// At a trained level, where both are the same, it is the interpolation.
  package let conditioning: Conditioning

  package init(index: Int, conditioning: Conditioning) {
    self.index = index
    self.conditioning = index % 256 == 0 ? .interpolated : conditioning
  }

  /// The level of a quality 0…100, which runs linearly from the first level to the last, to the
  /// nearest sixteenth, so that every trained level is a whole quality.
  package init(quality: Double, levels: Int, conditioning: Conditioning) {
    let sixteenths = (min(max(quality, 0), 100) / 100 * Double(16 * (levels - 1))).rounded()
    self.init(index: Int(sixteenths) * 16, conditioning: conditioning)
  }

  /// The level nearest to a share 0…1 of the way from the first level to the last.
  package init(share: Double, levels: Int, conditioning: Conditioning) {
    let index = (min(max(share, 0), 1) * Double(256 * (levels - 1))).rounded()
    self.init(index: Int(index), conditioning: conditioning)
  }

  /// A level the model was trained for.
  package static func trained(_ number: Int) -> QualityLevel {
    QualityLevel(index: 256 * number, conditioning: .interpolated)
  }

  /// The quality 0…100 this level stands for.
  package func quality(levels: Int) -> Double {
    levels > 1 ? Double(index) / 256 / Double(levels - 1) * 100 : 100
  }

  /// The level's row of `table` (levels × width): linear between the rows of its neighbours.
  package func row(of table: [Float], levels: Int) -> [Float] {
    let width = table.count / levels
    let low = min(index >> 8, levels - 1)
    let high = min(low + 1, levels - 1)
    let share = Float(index & 0xFF) / 256
    return (0..<width).map {
      (1 - share) * table[low * width + $0] + share * table[high * width + $0]
    }
  }

  /// The level's row of a table of what is to be expected.
  package func expectations(of table: [Float], levels: Int) -> [Float] {
    guard conditioning == .nearest else { return row(of: table, levels: levels) }
    // Halfway it is the lower one.
    let nearest = QualityLevel.trained((index + 127) >> 8)
    return nearest.row(of: table, levels: levels)
  }
}
