/// How large an archive, or the pictures in it, may become.
public enum SizeTarget: Sendable, Equatable {
  /// Bytes of the whole archive.
  case bytes(Int)
  /// Bits a pixel of all of the archive but the files stored exactly and the tables.
  case bitsPerPixel(Double)

  /// Whether it is a size at all.
  var isSensible: Bool {
    switch self {
    case .bytes(let bytes): bytes > 0
    case .bitsPerPixel(let rate): rate.isFinite && rate > 0
    }
  }

  /// What was asked for, in its unit.
  var value: Double {
    switch self {
    case .bytes(let bytes): Double(bytes)
    case .bitsPerPixel(let rate): rate
    }
  }

  /// What packing came to, in the same unit; nil where there is no picture to have a rate.
  func measure(_ report: PackReport) -> Double? {
    switch self {
    case .bytes: return Double(report.archiveBytes)
    case .bitsPerPixel:
      guard report.lossyPixels > 0 else { return nil }
      return Double(8 * (report.archiveBytes - report.otherBytes)) / Double(report.lossyPixels)
    }
  }

  /// A value that was measured, as people read it.
  func text(_ value: Double) -> String {
    switch self {
    case .bytes: value == 1 ? "1 byte" : "\(Int(value)) bytes"
    case .bitsPerPixel: "\((value * 10000).rounded(.up) / 10000) bits a pixel"
    }
  }

  /// What was asked for, to the last digit.
  var description: String {
    switch self {
    case .bytes: text(value)
    case .bitsPerPixel: "\(value) bits a pixel"
    }
  }
}
