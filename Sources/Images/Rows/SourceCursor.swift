import Bytes

/// A position in a file that is read from front to back; a window of the file is in memory.
struct SourceCursor {
  private let source: any ByteSource
  private var window: [UInt8] = []
  /// The offset of the window in the source, and the position in the window.
  private var (start, index) = (0, 0)

  /// The size in bytes of the window of a source that is not in memory.
  private static let size = 1 << 18

  init(_ source: any ByteSource, at offset: Int = 0) {
    self.source = source
    if let bytes = source as? [UInt8] { window = bytes }
    seek(to: offset)
  }

  /// The position, counted from the first byte of the source.
  var offset: Int { start + index }
  /// The number of bytes up to the end.
  var remaining: Int { source.count - offset }

  mutating func seek(to offset: Int) {
    if offset >= start, offset <= start + window.count {
      index = offset - start
    } else {
      (window, start, index) = ([], offset, 0)
    }
  }

  /// Reads the next byte; nil at the end.
  mutating func next() throws(ImageError) -> UInt8? {
    if index == window.count {
      guard try refill() else { return nil }
    }
    defer { index += 1 }
    return window[index]
  }

  /// Reads the next bytes, at least one and at most `count`; none at the end.
  mutating func piece(atMost count: Int) throws(ImageError) -> ArraySlice<UInt8> {
    if index == window.count {
      guard try refill() else { return [] }
    }
    let end = min(window.count, index + count)
    defer { index = end }
    return window[index..<end]
  }

  /// Reads the next `count` bytes; nil if there are fewer.
  mutating func take(_ count: Int) throws(ImageError) -> [UInt8]? {
    guard count <= remaining else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count { bytes += try piece(atMost: count - bytes.count) }
    return bytes
  }

  /// Skips to the position after the next `byte`.
  ///
  /// - Returns: false if there is none
  mutating func skip(past byte: UInt8) throws(ImageError) -> Bool {
    while true {
      if let found = window[index...].firstIndex(of: byte) {
        index = found + 1
        return true
      }
      index = window.count
      guard try refill() else { return false }
    }
  }

  /// Reads the next window behind a window that is used up; false at the end.
  private mutating func refill() throws(ImageError) -> Bool {
    let offset = offset
    guard offset < source.count else { return false }
    do {
      window = try source.read(at: offset, count: min(Self.size, source.count - offset))
    } catch {
      throw .unreadable("\(error)")
    }
    (start, index) = (offset, 0)
    return true
  }
}
