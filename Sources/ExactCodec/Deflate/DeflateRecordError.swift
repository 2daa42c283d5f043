/// Why a deflate stream cannot be made from its record.
package enum DeflateRecordError: Error, Equatable {
  case malformed(part: String)
  /// The stream is longer than the caller allows, in bytes.
  case aboveLimit(bytes: UInt64, limit: Int)
  /// The search for strings takes more steps than the format allows.
  case tooSlow
}

extension DeflateRecordError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let part): "malformed record of a deflate stream: \(part)"
    case .aboveLimit(let bytes, let limit):
      "a deflate stream of \(bytes) bytes is above the limit of \(limit) bytes"
    case .tooSlow: "malformed record of a deflate stream: it takes too many steps"
    }
  }
}
