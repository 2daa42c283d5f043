/// A JFIF segment of version 1.x without a thumbnail, as one byte if it is a common one.
struct PackedJFIF: Equatable {
  /// The version behind the point.
  let minor: UInt8
  /// 0: none. 1: to the inch. 2: to the centimetre.
  let units: UInt8
  /// Pixels across and down.
  let across: UInt16
  let down: UInt16

  /// Common units and densities, the same in both directions.
  private static let common: [(units: UInt8, density: UInt16)] = [
    (0, 1), (1, 1), (1, 72), (1, 75), (1, 96), (1, 100), (1, 120), (1, 144),
    (1, 150), (1, 180), (1, 200), (1, 240), (1, 300), (1, 350), (1, 600), (2, 118),
  ]
  /// The minor versions that there are.
  private static let versions: UInt8 = 3
  private static let apart: UInt8 = 255
  private static let name = Array("JFIF\0".utf8)

  // One byte. Bits 0–3: units and density. Bits 4–5: minor version, 0…2.
  // Or 255, minor version, a byte with the units in bits 0–1 and in bit 7 whether there are two
  // densities, and these, the higher byte first.

  var bytes: [UInt8] {
    let isSquare = across == down
    let index = Self.common.firstIndex { $0.units == units && $0.density == across }
    if isSquare, let index, minor < Self.versions { return [minor << 4 | UInt8(index)] }
    return [Self.apart, minor, units | (isSquare ? 0 : 0x80)] + Self.pair(across)
      + (isSquare ? [] : Self.pair(down))
  }

  /// Of the segment.
  var payload: [UInt8] {
    Self.name + [1, minor, units] + Self.pair(across) + Self.pair(down) + [0, 0]
  }

  /// Reads the bytes; nil for those of no segment.
  init?(from rest: inout ArraySlice<UInt8>) {
    guard let first = rest.popFirst() else { return nil }
    if first != Self.apart {
      guard first >> 4 < Self.versions else { return nil }
      let common = Self.common[Int(first & 15)]
      (minor, units, across, down) = (first >> 4, common.units, common.density, common.density)
      return
    }
    guard let minor = rest.popFirst(), let flags = rest.popFirst(), flags & 0x7F < 3,
      let across = Self.number(from: &rest),
      let down = flags & 0x80 == 0 ? across : Self.number(from: &rest)
    else { return nil }
    (self.minor, units, self.across, self.down) = (minor, flags & 3, across, down)
  }

  /// The segment with a payload; nil for another one.
  init?(payload: ArraySlice<UInt8>) {
    guard payload.count == 14, payload.starts(with: Self.name + [1]) else { return nil }
    var rest = payload.dropFirst(Self.name.count + 1)
    guard let minor = rest.popFirst(), let units = rest.popFirst(), units < 3,
      let across = Self.number(from: &rest), let down = Self.number(from: &rest),
      rest.elementsEqual([0, 0])
    else { return nil }
    (self.minor, self.units, self.across, self.down) = (minor, units, across, down)
  }

  private static func pair(_ number: UInt16) -> [UInt8] {
    [UInt8(number >> 8), UInt8(number & 0xFF)]
  }

  private static func number(from rest: inout ArraySlice<UInt8>) -> UInt16? {
    guard let high = rest.popFirst(), let low = rest.popFirst() else { return nil }
    return UInt16(high) << 8 | UInt16(low)
  }
}
