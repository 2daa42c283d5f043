import Bytes

/// Reads a source from front to back through a buffer of bounded size, so that small steps read
/// each byte about once.
package struct SourceWindow {
  package let source: SectionSource
  private var window: [UInt8] = []
  private var start = 0

  /// The size of the window in bytes.
  package static let size = 1 << 20

  package init(_ source: SectionSource) {
    self.source = source
  }

  /// The bytes from `offset` to the end of the window; at least `count`, if the source has them and
  /// `count` is not above the window's size.
  package mutating func bytes(
    from offset: Int, atLeast count: Int
  ) throws(ArchiveError) -> ArraySlice<UInt8> {
    let isInside = offset >= start && offset <= start + window.count
    let available = isInside ? start + window.count - offset : 0
    if available < min(count, source.count - offset) {
      window = try source.bytes(at: offset, count: min(Self.size, source.count - offset))
      start = offset
    }
    return window[(offset - start)...]
  }

  /// The intact header at `offset`, if there is one.
  package mutating func header(at offset: Int) throws(ArchiveError) -> SectionHeader? {
    source.header(
      parsing: try bytes(from: offset, atLeast: SectionHeader.byteCount), at: offset)
  }

  /// The offset of the next intact header, from `offset` on; the end of the source if there is
  /// none.
  package mutating func nextHeader(from offset: Int) throws(ArchiveError) -> Int {
    var offset = offset
    let sync = SectionHeader.sync[0]
    while source.count - offset >= SectionHeader.byteCount {
      let bytes = try bytes(from: offset, atLeast: SectionHeader.byteCount)
      let first = bytes.startIndex
      // A header that begins in the last bytes of the window may end behind it.
      let last = bytes.endIndex - SectionHeader.byteCount
      for index in first...last where bytes[index] == sync {
        let found = offset + index - first
        if source.header(parsing: bytes[index...], at: found) != nil { return found }
      }
      offset += last - first + 1
    }
    return source.count
  }

  /// CRC-32 of the bytes in `range`, which must lie within the source.
  package mutating func checksum(of range: Range<Int>) throws(ArchiveError) -> UInt32 {
    var sum: UInt32 = 0
    var offset = range.lowerBound
    while offset < range.upperBound {
      let part = try bytes(from: offset, atLeast: 1).prefix(range.upperBound - offset)
      sum = crc32(continuing: sum, with: part)
      offset += part.count
    }
    return sum
  }
}
