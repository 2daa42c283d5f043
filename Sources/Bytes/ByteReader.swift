/// Reads little-endian numbers from untrusted bytes; every read is bounds-checked.
package struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    self.index = bytes.startIndex
  }

  package init(_ bytes: [UInt8]) {
    self.init(bytes[...])
  }

  /// The number of bytes read so far.
  package var offset: Int { index - bytes.startIndex }

  /// The number of bytes not yet read.
  package var remaining: Int { bytes.endIndex - index }

  /// The next `count` bytes.
  package mutating func take(_ count: Int) throws(BytesError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else {
      throw .truncated(offset: offset, needed: count, available: remaining)
    }
    defer { index += count }
    return bytes[index..<index + count]
  }

  /// A number of `T`'s width, least significant byte first.
  package mutating func fixed<T: FixedWidthInteger & UnsignedInteger>(
    _ type: T.Type = T.self
  ) throws(BytesError) -> T {
    var value: T = 0
    for byte in try take(T.bitWidth / 8).reversed() {
      value = (T.bitWidth > 8 ? value << 8 : 0) | T(byte)
    }
    return value
  }

  /// An unsigned LEB128 integer in its shortest form, at most `limit`.
  package mutating func varint(atMost limit: UInt64 = .max) throws(BytesError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte: UInt8 = try fixed()
      let bits = UInt64(byte & 0x7F)
      guard shift < 63 || (shift == 63 && bits <= 1), byte != 0 || shift == 0 else {
        throw .malformedInteger(offset: start)
      }
      value |= bits << shift
      if byte < 0x80 { break }
      shift += 7
    }
    guard value <= limit else {
      throw .outOfBounds(offset: start, value: value, limit: limit)
    }
    return value
  }

  /// A count, length or dimension of at most `limit`, as a variable-length integer.
  package mutating func count(atMost limit: Int) throws(BytesError) -> Int {
    Int(try varint(atMost: UInt64(limit)))
  }

  /// A signed integer, zigzag in LEB128.
  package mutating func signedVarint() throws(BytesError) -> Int64 {
    let coded = try varint()
    return Int64(bitPattern: coded >> 1) ^ -Int64(bitPattern: coded & 1)
  }

  /// Throws ``BytesError/trailingBytes(offset:count:)`` unless every byte was read.
  package func expectEnd() throws(BytesError) {
    guard remaining == 0 else {
      throw .trailingBytes(offset: offset, count: remaining)
    }
  }
}

/// Why numbers cannot be parsed from bytes.
///
/// Offsets count from the first byte the reader was given.
package enum BytesError: Error, Equatable {
  /// `needed` bytes are declared at `offset`, where only `available` are left.
  case truncated(offset: Int, needed: Int, available: Int)
  /// A variable-length integer is longer than 64 bits or not in its shortest form.
  case malformedInteger(offset: Int)
  /// A value is above the limit of the format.
  case outOfBounds(offset: Int, value: UInt64, limit: UInt64)
  /// Bytes follow where the format has none.
  case trailingBytes(offset: Int, count: Int)
}

extension BytesError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .truncated(let offset, let needed, let available):
      "ends early at byte \(offset): \(needed) bytes needed, \(available) left"
    case .malformedInteger(let offset):
      "malformed integer at byte \(offset)"
    case .outOfBounds(let offset, let value, let limit):
      "\(value) at byte \(offset) is more than the \(limit) allowed"
    case .trailingBytes(let offset, let count):
      "\(count) bytes too many at byte \(offset)"
    }
  }
}
