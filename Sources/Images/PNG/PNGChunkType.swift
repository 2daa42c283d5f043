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

  /// Editors that change the pixels may keep the chunk, even if they do not know it.
  var isSafeToCopy: Bool { bytes[3] & Self.lowerCase != 0 }

  /// Whether the chunk stays true when pixels are coded anew and change slightly.
  ///
  /// bKGD, sBIT, hIST and tRNS refer to sample values and do not.
  var isMetadata: Bool {
    isAncillary && (isSafeToCopy || Self.trueForOtherPixels.contains(self))
  }

  /// Bit 5: it tells lower case from upper case, and encodes one property in each letter.
  private static let lowerCase: UInt8 = 0x20

  private static let trueForOtherPixels: Set<PNGChunkType> = [
    "iCCP", "sRGB", "gAMA", "cHRM", "cICP", "mDCV", "cLLI", "tIME",
  ]
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
