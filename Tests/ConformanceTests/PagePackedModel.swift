import Bytes
import Testing

/// Packed model files as `archive-1.md` describes them, by the plainest means.
enum PagePackedModel {
  /// - Parameter packed: what a `MODL` section holds behind the digest
  static func file(_ packed: ArraySlice<UInt8>) throws -> [UInt8] {
    guard packed.first != 0x28 else { return try ZstdFrame.decompress(packed, limit: 1 << 30) }
    var input = packed
    try #require(input.first == 1)
    input = input.dropFirst()
    func varint() throws -> Int {
      var (value, shift) = (0, 0)
      while true {
        let byte = Int(try #require(input.first))
        input = input.dropFirst()
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128 { return value }
      }
    }
    let places = try (0..<varint()).map { _ in
      let (gap, size, columns) = (try varint(), try varint(), try varint() + 1)
      return (gap, size, columns, zero: input.removeFirst() == 1 ? 0 : 128)
    }
    let length = try varint()
    var rest = try ZstdFrame.decompress(input.prefix(length), limit: 1 << 30)[...]
    var bits = try PageBits(input.dropFirst(length))
    var file: [UInt8] = []
    for (gap, size, columns, zero) in places {
      file += rest.prefix(gap)
      rest = rest.dropFirst(gap)
      file += try matrix(&bits, size, columns).map { UInt8(($0 + zero + 256) % 256) }
    }
    try bits.expectEnd()
    return file + rest
  }

  private static func matrix(_ bits: inout PageBits, _ size: Int, _ columns: Int) throws -> [Int] {
    var (a, l) = (Array(repeating: 64, count: columns), 64)
    var numbers: [Int] = []
    for index in 0..<size {
      let c = index % columns
      if c == 0 { l = 64 }
      let v = try number(&bits, 24 * level(a[c]) + level(l))
      numbers.append(v)
      a[c] += floored(256 * abs(v) - a[c], 16)
      l += floored(256 * abs(v) - l, 8)
    }
    return numbers
  }

  private static func floored(_ x: Int, _ y: Int) -> Int {
    Int((Double(x) / Double(y)).rounded(.down))
  }

  private static func level(_ t: Int) -> Int {
    guard t >= 8 else { return 0 }
    var k = 0
    while t >> (k + 1) > 0 { k += 1 }
    return min(23, 1 + 2 * (k - 3) + (t / (1 << (k - 1))) % 2)
  }

  private static func number(_ bits: inout PageBits, _ context: Int) throws -> Int {
    var z = 0
    while z < 8, try bits.next([1, context, z]) == 1 { z += 1 }
    if z == 0 { return 0 }
    let isNegative = try bits.next([2]) == 1
    var (magnitude, node) = (1, 1)
    for place in (0..<z - 1).reversed() {
      let isUpper = place > z - 4
      let bit = try bits.next(isUpper ? [3, z, node] : [4, z, place])
      node = 2 * node + bit
      magnitude = 2 * magnitude + bit
    }
    try #require(magnitude < 128 || magnitude == 128 && isNegative)
    return isNegative ? -magnitude : magnitude
  }
}
