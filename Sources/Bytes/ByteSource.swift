/// Something bytes are read from at will: a file, or bytes at hand.
package protocol ByteSource: Sendable {
  /// The number of bytes there are.
  var count: Int { get }

  /// `count` bytes from `offset`; throws if they are not all there.
  func read(at offset: Int, count: Int) throws -> [UInt8]
}

/// Something bytes are appended to, front to back.
package protocol ByteSink {
  mutating func append(_ bytes: [UInt8]) throws
}

/// A sink that may give back what was appended to it.
package protocol ReadableByteSink: ByteSink {
  /// Whether it does.
  var isReadable: Bool { get }

  /// `count` bytes from `offset`; throws if they are not all there.
  func read(at offset: Int, count: Int) throws -> [UInt8]
}

extension [UInt8]: ByteSource {
  package func read(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw BytesError.truncated(offset: offset, needed: count, available: self.count - offset)
    }
    return Array(self[offset..<offset + count])
  }
}

extension [UInt8]: ByteSink {
  package mutating func append(_ bytes: [UInt8]) {
    append(contentsOf: bytes)
  }
}

extension [UInt8]: ReadableByteSink {
  package var isReadable: Bool { true }
}
