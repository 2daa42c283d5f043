/// Why bytes are not a fitted picture.
package enum FittedError: Error, Equatable {
  /// A tile ends before its header does, or a picture before its last tile.
  case cutShort
  /// Bits are set that have no meaning.
  case reservedBits
  /// The tile was fitted from a start state that this program does not have.
  case unknownStart(Int)
  /// A latent is outside of −2047…2047.
  case latentOutOfRange(Int)
  /// The stream does not end with its last latent.
  case malformedEnd
  /// What was fitted does not come back from its bytes.
  case notEncodable
}

extension FittedError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .cutShort: "a tile is cut short"
    case .reservedBits: "reserved bits are set"
    case .unknownStart(let start): "start state \(start), which this program does not have"
    case .latentOutOfRange(let latent): "the latent \(latent)"
    case .notEncodable: "a network that cannot be stored"
    case .malformedEnd: "a stream that does not end with its last latent"
    }
  }
}
