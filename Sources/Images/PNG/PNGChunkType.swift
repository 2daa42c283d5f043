/// The four letters of a PNG chunk's type (ISO/IEC 15948, 4.7.2 and 5.4).
struct PNGChunkType: Hashable, Sendable {
  let bytes: [UInt8]

  /// Takes four ASCII letters; nil for anything else.
  init?(bytes: [UInt8]) {
    let letters = bytes.allSatisfy { (0x41...0x5A).contains($0 & ~Self.lowerCase) }
    guard bytes.count == 4, letters else { return nil }
    self.bytes = bytes
  }

  /// Decoders may ignore the chunk.
  var isAncillary: Bool { bytes[0] & Self.lowerCase != 0 }

  /// Whether the chunk is kept when pixels are coded anew: a suggested palette and all that
  /// decoders may ignore, be they known or not. The file is meant to come back; whoever wrote a
  /// chunk knows what it is worth with pixels that changed slightly.
  var isMetadata: Bool {
    self == "PLTE" || (isAncillary && !Self.ofPixels.contains(self))
  }

  /// Bit 5: it tells lower case from upper case, and encodes one property in each letter.
  private static let lowerCase: UInt8 = 0x20

  /// Those that change what the pixels show, and Apple's offsets into the compressed rows.
  private static let ofPixels: Set<PNGChunkType> = ["tRNS", "acTL", "iDOT"]
}

extension PNGChunkType: ExpressibleByStringLiteral, CustomStringConvertible {
  init(stringLiteral letters: StaticString) {
    guard let type = Self(bytes: Array("\(letters)".utf8)) else {
      preconditionFailure("\(letters) is no chunk type")
    }
    self = type
  }

  var description: String { String(decoding: bytes, as: UTF8.self) }
}
