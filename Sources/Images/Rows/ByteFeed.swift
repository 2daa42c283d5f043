import Bytes

/// The input of a C library that asks for bytes piece by piece: parts of sources, concatenated.
final class ByteFeed {
  /// A range of a source.
  typealias Part = (source: any ByteSource, range: Range<Int>)

  private var parts: [Part]
  /// The error of a source; the C library then sees the end of its input.
  private(set) var failure: ImageError?

  init(_ parts: [Part]) {
    self.parts = parts.reversed()
  }

  /// Copies the next bytes, at most `capacity`.
  ///
  /// - Returns: their number; 0 at the end
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
  /// The function that C calls, with the feed as its context.
  static let callback:
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int) -> Int = {
      context, buffer, capacity in
      guard let context = unsafe context, let buffer = unsafe buffer else { return 0 }
      let feed = unsafe Unmanaged<ByteFeed>.fromOpaque(context).takeUnretainedValue()
      return unsafe feed.fill(buffer, capacity: capacity)
    }

  /// The feed as a context; the context does not retain it.
  var context: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }
}
