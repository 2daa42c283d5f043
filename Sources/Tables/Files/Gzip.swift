import CZlib

/// Decompresses gzip files (RFC 1952) of one or several members.
package enum Gzip {
  /// Whether the bytes begin with ID1, ID2 and the method deflate.
  package static func looksLike(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B, 8])
  }

  /// Decompresses all members and verifies their lengths and checksums; throws ``GzipError``.
  ///
  /// - Parameter limit: the most bytes of content, so that a small file cannot fill the memory
  package static func decompress(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
    let inflater = Inflater()
    var (content, offset) = ([UInt8](), 0)
    repeat {
      guard looksLike(bytes[offset...]) else {
        throw offset == 0
          ? .damaged(offset: 0, reason: "no gzip header")
          : .trailingBytes(offset: offset, count: bytes.count - offset)
      }
      inflater.reset()
      var isDone = false
      while !isDone {
        let step = inflater.step(bytes[offset...], room: pieceSize)
        content += step.output
        offset += step.consumed
        guard content.count <= limit else { throw .tooLarge(limit: limit) }
        switch step.outcome {
        case .end: isDone = true
        case .more where step.consumed == 0 && step.output.isEmpty:
          throw .truncated(available: bytes.count)
        case .more: break
        case .failed(let reason): throw .damaged(offset: offset, reason: reason)
        }
      }
    } while offset < bytes.count
    return content
  }

  /// Decompresses up to `count` bytes from the beginning of a file; the rest may be malformed.
  package static func prefix(_ count: Int, of start: [UInt8]) -> [UInt8] {
    let inflater = Inflater()
    inflater.reset()
    return inflater.step(start[...], room: count).output
  }

  private static let pieceSize = 1 << 20
}

/// Why a gzip file cannot be decompressed; offsets count from its first byte.
package enum GzipError: Error, Equatable {
  case damaged(offset: Int, reason: String)
  case truncated(available: Int)
  /// Bytes that are no member follow the last one.
  case trailingBytes(offset: Int, count: Int)
  case tooLarge(limit: Int)
}

extension GzipError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .damaged(let offset, let reason):
      "damaged gzip at byte \(offset): \(reason); fetch it again"
    case .truncated(let available):
      "gzip ends early, at byte \(available); fetch it again"
    case .trailingBytes(let offset, let count):
      "\(count) bytes of other data after the gzip content, at byte \(offset); remove them"
    case .tooLarge(let limit): "gzip holds more than the \(limit) bytes allowed"
    }
  }
}

/// Owns the state of zlib, which must not move in memory.
@safe
private struct Inflater: ~Copyable {
  enum Outcome {
    case more, end
    case failed(String)
  }

  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 bits of window; another 16 ask for gzip's header and trailer.
    let code = unsafe inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { fatalError("out of memory") }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func reset() {
    unsafe inflateReset(stream)
  }

  /// Decompresses from the start of `input` until it is used up or `room` bytes are filled.
  func step(
    _ input: ArraySlice<UInt8>, room: Int
  ) -> (consumed: Int, output: [UInt8], outcome: Outcome) {
    var (code, consumed) = (Z_OK, 0)
    let output = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      unsafe input.withUnsafeBufferPointer { source in
        // zlib counts in 32 bits.
        let available = min(source.count, 1 << 30)
        // zlib does not write to its input, though its type does not say so.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.pointee.avail_in = uInt(available)
        unsafe stream.pointee.next_out = buffer.baseAddress
        unsafe stream.pointee.avail_out = uInt(room)
        code = unsafe inflate(stream, Z_NO_FLUSH)
        consumed = unsafe available - Int(stream.pointee.avail_in)
        filled = unsafe room - Int(stream.pointee.avail_out)
      }
    }
    return (consumed, output, outcome(of: code))
  }

  private func outcome(of code: Int32) -> Outcome {
    switch code {
    case Z_STREAM_END: return .end
    case Z_OK, Z_BUF_ERROR: return .more
    default:
      let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      return .failed(message ?? "zlib error \(code)")
    }
  }
}
