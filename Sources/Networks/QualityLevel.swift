/// A quality level of a model, at or between the trained ones; 0 is the smallest file.
package struct QualityLevel: Hashable, Sendable {
  /// The row of `hyper_synthesis.quality` that a level between two trained ones uses
  /// (`Formats/codes-1.md`, section 8).
  package enum Conditioning: Sendable {
    /// The interpolation of both rows. The network was not trained with it, and its prior fits
    /// worse: files are up to a tenth larger.
    case interpolated
    /// The row of the nearer level.
    case nearest
  }

  /// The level in 1/256 of a trained level.
  package let index: Int
  /// It is `interpolated` at trained levels, where both are the same.
  package let conditioning: Conditioning

  package init(index: Int, conditioning: Conditioning) {
    self.index = index
    self.conditioning = index % 256 == 0 ? .interpolated : conditioning
  }

  /// The level of a quality 0…100, linear from the first level to the last, rounded to a sixteenth
  /// of a level.
  package init(quality: Double, levels: Int, conditioning: Conditioning) {
    let sixteenths = (min(max(quality, 0), 100) / 100 * Double(16 * (levels - 1))).rounded()
    self.init(index: Int(sixteenths) * 16, conditioning: conditioning)
  }

  /// The level at a share 0…1 of the way from the first level to the last, rounded to 1/256.
  package init(share: Double, levels: Int, conditioning: Conditioning) {
    let index = (min(max(share, 0), 1) * Double(256 * (levels - 1))).rounded()
    self.init(index: Int(index), conditioning: conditioning)
  }

  /// The trained level of this number, from 0.
  package static func trained(_ number: Int) -> QualityLevel {
    QualityLevel(index: 256 * number, conditioning: .interpolated)
  }

  /// The quality 0…100 of this level.
  package func quality(levels: Int) -> Double {
    levels > 1 ? Double(index) / 256 / Double(levels - 1) * 100 : 100
  }

  /// The row of this level in a table, levels × width, interpolated linearly between trained
  /// levels.
  package func row(of table: [Float], levels: Int) -> [Float] {
    let width = table.count / levels
    let low = min(index >> 8, levels - 1)
    let high = min(low + 1, levels - 1)
    let share = Float(index & 0xFF) / 256
    return (0..<width).map {
      (1 - share) * table[low * width + $0] + share * table[high * width + $0]
    }
  }

  /// The row of this level in the table of ``Conditioning``.
  package func conditioning(of table: [Float], levels: Int) -> [Float] {
    guard conditioning == .nearest else { return row(of: table, levels: levels) }
    // The lower level counts as the nearer one halfway.
    let nearest = QualityLevel.trained((index + 127) >> 8)
    return nearest.row(of: table, levels: levels)
  }
}
