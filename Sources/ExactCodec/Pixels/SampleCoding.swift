/// How samples are coded exactly.
package enum SampleCoding: Equatable {
  /// As what is drawn: by pixels that are the same as others.
  case drawn
  /// As what a sensor sees: by predictions, with more work from level to level.
  case predicted(level: Int)

  /// Levels of prediction.
  package static let levels = 3

  init?(rawValue: UInt8) {
    switch Int(rawValue) {
    case 0: self = .drawn
    case 1...Self.levels: self = .predicted(level: Int(rawValue))
    default: return nil
    }
  }

  var rawValue: UInt8 {
    switch self {
    case .drawn: 0
    case .predicted(let level): UInt8(level)
    }
  }

  /// The codings that are worth a trial.
  ///
  /// - Parameter effort: 1…9
  static func candidates(effort: Int) -> [SampleCoding] {
    let level =
      switch effort {
      case ...5: 1
      case 6...8: 2
      default: 3
      }
    return [.predicted(level: level), .drawn]
  }

  /// Whether the samples of a sheet can be coded so.
  func suits(_ sheet: RasterSheet, _ map: SampleMap) -> Bool {
    guard self == .drawn else { return true }
    return sheet.channels % 2 == 1 && map.count <= 256
      && sheet.width * sheet.height <= 1 << 28
  }
}
