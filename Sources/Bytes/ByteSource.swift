/// Bytes with random access: a file, or an array in memory.
package protocol ByteSource: Sendable {
  /// The length in bytes.
  var count: Int { get }

  /// `count` bytes from `offset`; throws if they are not all there.
  func read(at offset: Int, count: Int) throws -> [UInt8]
}

/// A destination that bytes are appended to.
package protocol ByteSink {
  mutating func append(_ bytes: [UInt8]) throws
}

/// A sink that may be able to read back what was appended to it.
package protocol ReadableByteSink: ByteSink {
  /// Whether reading back works.
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

/// A range of bytes that fails authentication when it is read.
package struct DamagedBytes: Error, Equatable {
  /// Offsets in the file that holds the bytes.
  package let range: Range<Int>

  package init(_ range: Range<Int>) { self.range = range }
}

extension DamagedBytes: CustomStringConvertible {
  package var description: String {
    "bytes \(range.lowerBound) to \(range.upperBound - 1) are not what was written: damaged or "
      + "tampered with"
  }
}
