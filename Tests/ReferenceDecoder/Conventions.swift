import CZstd
import Crypto

/// The rule of the pages in `Formats/` that bytes break.
package struct Refusal: Error {
  package let reason: String
}

/// Throws unless the bytes keep a rule.
func require(_ isKept: Bool, _ rule: @autoclosure () -> String) throws {
  guard isKept else { throw Refusal(reason: rule()) }
}

/// Reads bytes front to back, and the integers of conventions.md.
struct Cursor {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    try require((0...rest.count).contains(count), "\(count) bytes where \(rest.count) are left")
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func byte() throws -> Int { try Int(take(1).first ?? 0) }

  /// An unsigned integer of `count` bytes, the least significant first.
  mutating func little(_ count: Int) throws -> UInt64 { try littleEndian(take(count)) }

  /// An unsigned integer of `count` bytes that must fit a signed one of 64 bits.
  mutating func integer(_ count: Int) throws -> Int {
    let value = try little(count)
    try require(value <= Int.max, "an integer is beyond all limits")
    return Int(value)
  }

  /// Unsigned LEB128 in its shortest form, at most `limit`.
  mutating func varint(_ limit: Int = Int.max) throws -> Int {
    var (value, shift) = (UInt64(0), UInt64(0))
    while true {
      let byte = UInt64(try byte())
      try require(shift < 63 || byte <= 1, "a varint is above 2⁶⁴ − 1")
      value |= (byte & 127) << shift
      guard byte > 127 else {
        try require(byte > 0 || shift == 0, "a varint is not in its shortest form")
        break
      }
      shift += 7
    }
    try require(value <= limit, "\(value) is above \(limit)")
    return Int(value)
  }

  /// A signed varint: 2·v for v ≥ 0, else −2·v − 1.
  mutating func signedVarint() throws -> Int {
    let value = try varint()
    return value % 2 == 0 ? value / 2 : -(value / 2) - 1
  }

  func end() throws { try require(rest.isEmpty, "\(rest.count) bytes behind the end") }
}

func littleEndian(_ bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
  bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
}

/// The `count` bytes of an integer, the least significant first.
func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

func crc32(_ bytes: some Sequence<UInt8>) -> Int {
  var sum = ~UInt32(0)
  for byte in bytes { sum = crcTable[Int(UInt8(sum & 255) ^ byte)] ^ (sum >> 8) }
  return Int(~sum)
}

private let crcTable = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { sum, _ in (sum >> 1) ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
}

package func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] {
  Array(SHA256.hash(data: Array(bytes)))
}

/// The content of exactly one zstd frame (RFC 8878) of declared size.
func frame(_ bytes: ArraySlice<UInt8>, limit: Int) throws -> [UInt8] {
  try require(bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]), "no zstd frame")
  let (size, length) = unsafe bytes.withUnsafeBytes {
    unsafe (
      ZSTD_getFrameContentSize($0.baseAddress, $0.count),
      ZSTD_findFrameCompressedSize($0.baseAddress, $0.count)
    )
  }
  try require(length == bytes.count, "a frame does not end where it should")
  try require(size <= limit, "a frame's content is undeclared or above \(limit) bytes")
  return try unsafe [UInt8](unsafeUninitializedCapacity: Int(size)) { content, count in
    count = unsafe bytes.withUnsafeBytes {
      unsafe ZSTD_decompress(content.baseAddress, content.count, $0.baseAddress, $0.count)
    }
    guard count == size else {
      count = 0
      throw Refusal(reason: "a frame cannot be decompressed")
    }
  }
}
