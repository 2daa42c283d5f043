import CZlib

/// One run of zlib, which compresses piece by piece; its state must stay where it was made.
@safe
final class DeflateStream {
  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let code = unsafe deflateInit_(
      stream, Self.level, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { fatalError("out of memory") }
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// What is ready of zlib's format (RFC 1950) after the next `bytes`, at most 2³⁰ of them; all of
  /// it after the last.
  func append(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
    var output: [UInt8] = []
    unsafe bytes.withUnsafeBufferPointer { input in
      // zlib does not write to its input, though its type does not say so.
      unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.pointee.avail_in = uInt(input.count)
      var isFull = true
      while isFull {
        output += unsafe [UInt8](unsafeUninitializedCapacity: Self.room) { buffer, filled in
          unsafe stream.pointee.next_out = buffer.baseAddress
          unsafe stream.pointee.avail_out = uInt(Self.room)
          unsafe deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          isFull = unsafe stream.pointee.avail_out == 0
          filled = unsafe Self.room - Int(stream.pointee.avail_out)
        }
      }
    }
    return output
  }

  private static let room = 1 << 18
  private static let level: Int32 = 1
}
