import Foundation

/// Model files as whole files: where the built-in ones are, model-1.md, section 1, and how a `MODL`
/// section packs others, archive-1.md.
package enum ReferenceModelFile {
  /// The model files of a folder by their SHA-256.
  package static func files(in folder: URL) throws -> [[UInt8]: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let files = try names.filter { $0.hasSuffix(".safetensors") }.map {
      Array(try Data(contentsOf: folder.appending(path: $0)))
    }
    return Dictionary(uniqueKeysWithValues: files.map { (sha256($0), $0) })
  }

  /// The model file of what a `MODL` section holds behind the digest.
  package static func unpacked(_ packed: ArraySlice<UInt8>) throws -> [UInt8] {
    if packed.first == 0x28 { return try frame(packed, limit: 1 << 30) }
    var cursor = Cursor(packed)
    try require(cursor.byte() == 1, "a packed model of a reserved kind")
    let matrices = try (0..<cursor.varint(4096)).map { _ in
      let (gap, size) = (try cursor.varint(1 << 30), try cursor.varint(1 << 26))
      let (columns, zero) = (try cursor.varint(1 << 20) + 1, try cursor.byte())
      try require(zero < 2, "a matrix has a reserved zero point")
      return (gap, size, columns, zero: zero == 1 ? 0 : 128)
    }
    var rest = Cursor(try frame(cursor.take(cursor.varint()), limit: 1 << 30))
    var bits = try BinaryRangeDecoder(cursor.rest)
    var file: [UInt8] = []
    for (gap, size, columns, zero) in matrices {
      file += try rest.take(gap)
      file += try matrix(&bits, size, columns).map { UInt8(($0 + zero + 256) % 256) }
    }
    try bits.end()
    return file + rest.rest
  }

  private static func matrix(
    _ bits: inout BinaryRangeDecoder, _ size: Int, _ columns: Int
  ) throws -> [Int] {
    var (a, l) = (Array(repeating: 64, count: columns), 64)
    return try (0..<size).map { index in
      let c = index % columns
      if c == 0 { l = 64 }
      let v = try number(&bits, context: 24 * level(a[c]) + level(l))
      // A shift of a negative number rounds down.
      a[c] += (256 * abs(v) - a[c]) >> 4
      l += (256 * abs(v) - l) >> 3
      return v
    }
  }

  private static func level(_ t: Int) -> Int {
    guard t >= 8 else { return 0 }
    var k = 0
    while t >> (k + 1) > 0 { k += 1 }
    return min(23, 1 + 2 * (k - 3) + (t / (1 << (k - 1))) % 2)
  }

  private static func number(_ bits: inout BinaryRangeDecoder, context: Int) throws -> Int {
    var z = 0
    while z < 8, try bits.bit([1, context, z]) == 1 { z += 1 }
    if z == 0 { return 0 }
    let isNegative = try bits.bit([2]) == 1
    var node = 1
    for place in (0..<z - 1).reversed() {
      let isUpper = place > z - 4
      node = 2 * node + (try bits.bit(isUpper ? [3, z, node] : [4, z, place]))
    }
    try require(node < 128 || node == 128 && isNegative, "a weight is beyond −128…127")
    return isNegative ? -node : node
  }
}
