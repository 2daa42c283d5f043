/// What can be wrong with a zstd frame.
package enum ZstdError: Error, Equatable {
  /// The frame header is not one, or does not declare its content size.
  case malformedFrame
  /// The frame declares more content than the reader allows.
  case tooLarge(declared: UInt64, limit: UInt64)
  /// The frame's content differs in length from what it declares.
  case wrongLength(declared: Int, found: Int)
  /// libzstd refused; its own words.
  case library(String)
}

extension ZstdError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformedFrame: "not a zstd frame with a declared content size"
    case .tooLarge(let declared, let limit):
      "zstd frame declares \(declared) bytes, more than the \(limit) allowed"
    case .wrongLength(let declared, let found):
      "zstd frame holds \(found) bytes where it declares \(declared)"
    case .library(let reason): "zstd: \(reason)"
    }
  }
}
