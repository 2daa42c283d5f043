/// The largest size of an archive, or of the pictures in it.
public enum SizeTarget: Sendable, Equatable {
  /// Bytes of the whole archive.
  case bytes(Int)
  /// Bits per pixel of the archive without lossless files and tables.
  case bitsPerPixel(Double)

  /// The option that errors name.
  var option: PackOption {
    switch self {
    case .bytes: .bytes
    case .bitsPerPixel: .bitsPerPixel
    }
  }

  /// The target, in its unit.
  var value: Double {
    switch self {
    case .bytes(let bytes): Double(bytes)
    case .bitsPerPixel(let rate): rate
    }
  }

  /// The measured size in the same unit; nil if there are no pictures.
  func measure(_ report: PackReport) -> Double? {
    switch self {
    case .bytes: return Double(report.archiveBytes)
    case .bitsPerPixel: return report.bitsPerPixel
    }
  }

  /// A measured value as text.
  func text(_ value: Double) -> String {
    switch self {
    case .bytes: value == 1 ? "1 byte" : "\(Int(value)) bytes"
    case .bitsPerPixel: "\((value * 10000).rounded(.up) / 10000) bits a pixel"
    }
  }

  /// The target with all digits.
  var description: String {
    switch self {
    case .bytes: text(value)
    case .bitsPerPixel: "\(value) bits a pixel"
    }
  }
}
