/// A Huffman table that a reader can make again, as one byte.
struct PackedTable: Equatable {
  enum Origin: Equatable {
    case luminance, chrominance
    /// What libjpeg makes for the symbols of the scans that use the table.
    case optimal
  }

  /// In a `TableSet`.
  let place: Int
  let origin: Origin

  // Bits 0 and 1: the table's number. Bit 4: whether it is for AC coefficients. Bit 5: whether it
  // is optimal. Bit 6: of typical tables, whether it is that of chrominance.

  var byte: UInt8 {
    let kind: UInt8 =
      switch origin {
      case .luminance: 0
      case .chrominance: 0x40
      case .optimal: 0x20
      }
    return kind | UInt8(place / 4 * 16 + place % 4)
  }

  init(place: Int, origin: Origin) { (self.place, self.origin) = (place, origin) }

  /// Reads the byte; nil for one of no table.
  init?(from rest: inout ArraySlice<UInt8>) {
    guard let byte = rest.popFirst() else { return nil }
    switch byte & 0xE0 {
    case 0: origin = .luminance
    case 0x40: origin = .chrominance
    case 0x20: origin = .optimal
    default: return nil
    }
    guard byte & 0xF < 4 else { return nil }
    let selector = Int(byte & 3)
    place = byte & 0x10 == 0 ? TableSet.place(dc: selector) : TableSet.place(ac: selector)
  }

  /// The typical table that a definition is of, if it is one.
  init?(typical definition: HuffmanTable.Definition) {
    for origin in [Origin.luminance, .chrominance] {
      let packed = Self(place: definition.place, origin: origin)
      guard packed.typical == definition.table else { continue }
      self = packed
      return
    }
    return nil
  }

  /// The table, unless it is an optimal one.
  var typical: HuffmanTable? {
    let isAC = place >= TableSet.place(ac: 0)
    return switch origin {
    case .luminance: isAC ? TypicalHuffman.luminanceAC : TypicalHuffman.luminanceDC
    case .chrominance: isAC ? TypicalHuffman.chrominanceAC : TypicalHuffman.chrominanceDC
    case .optimal: nil
    }
  }
}
