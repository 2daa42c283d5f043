/// Reads little-endian numbers from bytes nobody has vouched for; every read is checked.
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

  /// Bytes read so far.
  package var offset: Int { index - bytes.startIndex }

  /// Bytes not yet read.
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

  /// Throws unless every byte was read.
  package func expectEnd() throws(BytesError) {
    guard remaining == 0 else {
      throw .trailingBytes(offset: offset, count: remaining)
    }
  }
}
