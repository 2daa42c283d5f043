/// Why a file is not read as a picture, or a picture not written as a file.
///
/// Offsets count from the file's first byte.
package enum ImageError: Error, Equatable {
  /// The signature is that of no format known here; the file's first bytes.
  case notAnImage(startsWith: [UInt8])
  /// The file breaks its format's rules, or what it holds cannot be all there.
  case damaged(reason: String, offset: Int?)
  /// The file may well be sound, but holds something that an `Image` does not.
  case unsupported(String)
  /// The picture has more pixels, on one side or in all, than allowed.
  case tooLarge(width: Int, height: Int, sideLimit: Int, pixelLimit: Int)
  /// The picture does not fit into the format it is to be written in.
  case cannotWrite(String)
  /// The file's bytes could not be had; why, in the system's words.
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
