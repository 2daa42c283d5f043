import Bytes

/// A place in a file that is read from front to back, some of it in memory at a time.
struct SourceCursor {
  private let source: any ByteSource
  private var window: [UInt8] = []
  /// Where the window begins in the source, and the place in the window.
  private var (start, index) = (0, 0)

  /// Bytes of the window, where the source is not in memory itself.
  private static let size = 1 << 18

  init(_ source: any ByteSource, at offset: Int = 0) {
    self.source = source
    if let bytes = source as? [UInt8] { window = bytes }
    seek(to: offset)
  }

  /// From the source's first byte.
  var offset: Int { start + index }
  /// Bytes from here to the end.
  var remaining: Int { source.count - offset }

  mutating func seek(to offset: Int) {
    if offset >= start, offset <= start + window.count {
      index = offset - start
    } else {
      (window, start, index) = ([], offset, 0)
    }
  }

  /// The next byte; nil at the end.
  mutating func next() throws(ImageError) -> UInt8? {
    if index == window.count {
      guard try refill() else { return nil }
    }
    defer { index += 1 }
    return window[index]
  }

  /// The next bytes, at least one and `count` at most; none at the end.
  mutating func piece(atMost count: Int) throws(ImageError) -> ArraySlice<UInt8> {
    if index == window.count {
      guard try refill() else { return [] }
    }
    let end = min(window.count, index + count)
    defer { index = end }
    return window[index..<end]
  }

  /// The next `count` bytes; nil where there are fewer.
  mutating func take(_ count: Int) throws(ImageError) -> [UInt8]? {
    guard count <= remaining else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count { bytes += try piece(atMost: count - bytes.count) }
    return bytes
  }

  /// Goes on to what follows the next `byte`.
  ///
  /// - Returns: false where there is none
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

  /// Reads on, the window being used up; false at the end.
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
