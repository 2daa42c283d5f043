/// The type of a section: four ASCII letters.
package struct SectionType: Hashable, Sendable {
  /// The letters as a number, the first in the least significant byte.
  package let code: UInt32

  /// Nil unless the four bytes of `code` are ASCII letters.
  package init?(code: UInt32) {
    self.code = code
    for index: UInt32 in 0..<4 {
      let letter = UInt8(truncatingIfNeeded: code >> (index * 8)) | 0x20
      guard (0x61...0x7A).contains(letter) else { return nil }
    }
  }

  /// Nil unless `name` is four ASCII letters.
  package init?(_ name: String) {
    guard name.utf8.count == 4 else { return nil }
    self.init(code: name.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) })
  }

  private init(known code: UInt32) {
    self.code = code
  }

  /// `HEAD`, which names the models.
  package static let head = SectionType(known: 0x4441_4548)
  /// `MODL`, which carries a model.
  package static let model = SectionType(known: 0x4C44_4F4D)
  /// `BLCK`, which holds entries.
  package static let block = SectionType(known: 0x4B43_4C42)
  /// `pRTY`, which holds parity.
  package static let parity = SectionType(known: 0x5954_5270)
  /// `INDX`, which lists all entries.
  package static let index = SectionType(known: 0x5844_4E49)
  /// `TAIL`, which ends the archive.
  package static let tail = SectionType(known: 0x4C49_4154)
  /// `sIGN`, which holds a signature.
  package static let signature = SectionType(known: 0x4E47_4973)

  private static let known: Set<SectionType> = [
    head, model, block, parity, index, tail, signature,
  ]

  package var isKnown: Bool { Self.known.contains(self) }

  /// Whether a reader that does not know this type must refuse the archive.
  package var isRequired: Bool { code & 0x20 == 0 }

  private var letters: [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: code >> ($0 * 8)) }
  }
}

extension SectionType: CustomStringConvertible {
  package var description: String { String(decoding: letters, as: UTF8.self) }
}
