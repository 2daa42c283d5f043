import Bytes

/// Bytes that a C library asks for, piece by piece: parts of sources, one behind the other.
final class ByteFeed {
  /// Bytes of a source.
  typealias Part = (source: any ByteSource, range: Range<Int>)

  private var parts: [Part]
  /// What went wrong with a source, whose bytes then seem to end.
  private(set) var failure: ImageError?

  init(_ parts: [Part]) {
    self.parts = parts.reversed()
  }

  /// Copies the next bytes, at most `capacity`.
  ///
  /// - Returns: how many; 0 at the end
  func fill(_ buffer: UnsafeMutablePointer<UInt8>, capacity: Int) -> Int {
    while let part = parts.popLast() {
      guard !part.range.isEmpty else { continue }
      let count = min(part.range.count, capacity)
      do {
        let bytes = try part.source.read(at: part.range.lowerBound, count: count)
        unsafe bytes.withUnsafeBufferPointer {
          unsafe buffer.update(from: $0.baseAddress!, count: count)
        }
      } catch {
        failure = .unreadable("\(error)")
        parts = []
        return 0
      }
      parts.append((part.source, part.range.dropFirst(count)))
      return count
    }
    return 0
  }
}

extension ByteFeed {
  /// What C calls, with the feed as its context.
  static let callback:
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int) -> Int = {
      context, buffer, capacity in
      guard let context = unsafe context, let buffer = unsafe buffer else { return 0 }
      let feed = unsafe Unmanaged<ByteFeed>.fromOpaque(context).takeUnretainedValue()
      return unsafe feed.fill(buffer, capacity: capacity)
    }

  /// The feed as a context that does not keep it.
  var context: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }
}
