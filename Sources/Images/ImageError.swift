/// Why a file cannot be read as a picture, or a picture not be written as a file.
///
/// Offsets count from the first byte of the file.
package enum ImageError: Error, Equatable {
  /// The file has the signature of no known format; its first bytes.
  case notAnImage(startsWith: [UInt8])
  /// The file breaks the rules of its format, or is cut short.
  case damaged(reason: String, offset: Int?)
  /// The file may be valid, but holds something that an ``Image`` cannot.
  case unsupported(String)
  /// The picture has more pixels than allowed, on a side or in all.
  case tooLarge(width: Int, height: Int, sideLimit: Int, pixelLimit: Int)
  /// The format cannot hold the picture.
  case cannotWrite(String)
  /// The bytes of the file cannot be read; the reason in the system's words.
  case unreadable(String)
}

extension ImageError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAnImage(let bytes):
      "neither PNG nor JPEG: starts with \(bytes.isEmpty ? "nothing" : hexadecimal(bytes))"
    case .damaged(let reason, let offset?): "damaged at byte \(offset): \(reason)"
    case .damaged(let reason, nil): "damaged: \(reason)"
    case .unsupported(let what): "not supported: \(what)"
    case .tooLarge(let width, let height, let side, let pixels):
      "\(width) × \(height) pixels, more than the \(side) a side and \(pixels) in all allowed"
    case .cannotWrite(let reason): "cannot be written: \(reason)"
    case .unreadable(let reason): reason
    }
  }
}

/// Two digits a byte, with spaces between bytes.
private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
