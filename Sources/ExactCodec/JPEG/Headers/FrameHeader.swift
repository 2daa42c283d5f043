/// What a start of frame declares (ITU-T T.81, B.2.2), of a Huffman-coded picture of 8 bits.
package struct FrameHeader: Equatable, Sendable {
  package let isProgressive: Bool
  /// In samples, 1…65535.
  package let width: Int
  package let height: Int
  /// One to four.
  package internal(set) var components: [FrameComponent]
  /// The number of MCUs side by side, and one above the other, when all components are interleaved.
  package let unitsWide: Int
  package let unitsHigh: Int

  /// The Int16 values of all components' padded planes.
  package var coefficientCount: Int {
    components.reduce(0) { $0 + 64 * $1.paddedWide * $1.paddedHigh }
  }

  /// The coefficients of one row of MCUs.
  package var coefficientsInRow: Int { coefficientCount / unitsHigh }

  /// Whether all planes are of the same sizes.
  func hasSamePlanes(as other: FrameHeader) -> Bool {
    unitsWide == other.unitsWide && unitsHigh == other.unitsHigh
      && components.elementsEqual(other.components) {
        $0.across == $1.across && $0.down == $1.down
      }
  }

  /// Reads the payload of an SOF0, SOF1 or SOF2 segment.
  init(_ payload: ArraySlice<UInt8>, isProgressive: Bool) throws(JPEGError) {
    let bytes = Array(payload)
    guard bytes.count >= 6, bytes.count == 6 + 3 * Int(bytes[5]) else {
      throw .unsupported("a malformed frame header")
    }
    guard bytes[0] == 8 else { throw .unsupported("\(bytes[0])-bit samples") }
    height = Int(bytes[1]) << 8 | Int(bytes[2])
    width = Int(bytes[3]) << 8 | Int(bytes[4])
    guard height > 0 else { throw .unsupported("a height defined after the scan (DNL)") }
    guard width > 0 else { throw .unsupported("no columns") }
    guard (1...4).contains(bytes[5]) else { throw .unsupported("\(bytes[5]) components") }
    self.isProgressive = isProgressive
    let fields = stride(from: 6, to: bytes.count, by: 3).map { bytes[$0..<$0 + 3] }
    guard Set(fields.map(\.first)).count == fields.count else {
      throw .unsupported("two components of one name")
    }
    let factors = fields.map { (Int($0[$0.startIndex + 1] >> 4), Int($0[$0.startIndex + 1] & 15)) }
    guard factors.allSatisfy({ (1...4).contains($0.0) && (1...4).contains($0.1) }) else {
      throw .unsupported("a malformed frame header")
    }
    guard fields.allSatisfy({ $0[$0.startIndex + 2] < 4 }) else {
      throw .unsupported("a malformed frame header")
    }
    let most = factors.reduce((1, 1)) { (max($0.0, $1.0), max($0.1, $1.1)) }
    unitsWide = Self.quotient(width, 8 * most.0)
    unitsHigh = Self.quotient(height, 8 * most.1)
    components = []
    for (field, factor) in zip(fields, factors) {
      components.append(
        FrameComponent(
          name: field[field.startIndex], across: factor.0, down: factor.1,
          blocksWide: Self.quotient(Self.quotient(width * factor.0, most.0), 8),
          blocksHigh: Self.quotient(Self.quotient(height * factor.1, most.1), 8),
          paddedWide: unitsWide * factor.0, paddedHigh: unitsHigh * factor.1,
          table: Int(field[field.startIndex + 2])))
    }
  }

  /// The quotient, rounded up.
  private static func quotient(_ number: Int, _ divisor: Int) -> Int {
    (number + divisor - 1) / divisor
  }
}

/// A component of a frame.
package struct FrameComponent: Equatable, Sendable {
  /// As scans call it.
  package let name: UInt8
  /// The sampling factors, 1…4.
  package let across: Int
  package let down: Int
  /// The blocks that hold samples (ITU-T T.81, A.1.1 and A.2.4).
  package let blocksWide: Int
  package let blocksHigh: Int
  /// The blocks in whole MCUs; an interleaved scan codes all of these.
  package let paddedWide: Int
  package let paddedHigh: Int
  /// The number of the quantisation table that it uses.
  let table: Int
  /// The steps of 64 coefficients in natural order, as defined before the component's first scan;
  /// empty if no scan codes it.
  package internal(set) var quantisation: [UInt16] = []
}
