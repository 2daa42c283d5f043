import CZstd

/// Single zstd frames (RFC 8878) with content size and content checksum.
package enum ZstdFrame {
  /// One frame that holds `content`; the same bytes for the same arguments.
  ///
  /// - Parameters:
  ///   - level: zstd's own, 1…19.
  ///   - boundaries: ascending offsets into `content` at which a zstd block must end, so that zstd
  ///     makes new entropy tables where the statistics change.
  package static func compress(
    _ content: ArraySlice<UInt8>, level: Int, boundaries: [Int] = []
  ) throws(ZstdError) -> [UInt8] {
    let context = CompressionContext()
    try context.configure(level: level, contentSize: content.count)
    var output: [UInt8] = []
    var start = content.startIndex
    for boundary in boundaries {
      let end = content.startIndex + boundary
      guard end > start, end < content.endIndex else { continue }
      try context.append(content[start..<end], to: &output, ending: ZSTD_e_flush)
      start = end
    }
    try context.append(content[start...], to: &output, ending: ZSTD_e_end)
    return output
  }

  /// Whether a frame of `content` is longer than `limit` bytes; reads only until that is decided.
  ///
  /// The answer is approximate: this flushes zstd after every megabyte, which adds a few bytes.
  package static func takes(
    moreThan limit: Int, for content: any ByteSource, level: Int
  ) throws -> Bool {
    let context = CompressionContext()
    try context.configure(level: level, contentSize: content.count)
    var (start, size) = (0, 0)
    repeat {
      let piece = try content.read(at: start, count: min(1 << 20, content.count - start))
      start += piece.count
      var output: [UInt8] = []
      let isLast = start == content.count
      try context.append(piece[...], to: &output, ending: isLast ? ZSTD_e_end : ZSTD_e_flush)
      size += output.count
    } while start < content.count && size <= limit
    return size > limit
  }

  /// Decompresses `frame`, which must be exactly one frame of at most `limit` bytes of content.
  package static func decompress(
    _ frame: ArraySlice<UInt8>, limit: Int
  ) throws(ZstdError) -> [UInt8] {
    let declared = unsafe frame.withUnsafeBytes {
      unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count)
    }
    // zstd returns its two largest values for "unknown" and "error".
    guard declared < UInt64.max - 1 else { throw .malformedFrame }
    guard declared <= UInt64(limit) else {
      throw .tooLarge(declared: declared, limit: UInt64(limit))
    }
    let used = unsafe frame.withUnsafeBytes {
      unsafe ZSTD_findFrameCompressedSize($0.baseAddress, $0.count)
    }
    try check(used)
    guard used == frame.count else { throw .wrongLength(declared: used, found: frame.count) }
    var result: Int = 0
    let content = unsafe [UInt8](unsafeUninitializedCapacity: Int(declared)) { buffer, count in
      result = unsafe frame.withUnsafeBytes {
        unsafe ZSTD_decompress(buffer.baseAddress, buffer.count, $0.baseAddress, $0.count)
      }
      count = ZSTD_isError(result) == 0 ? result : 0
    }
    try check(result)
    guard content.count == Int(declared) else {
      throw .wrongLength(declared: Int(declared), found: content.count)
    }
    return content
  }

  /// The version of the linked library, such as "1.5.4".
  package static var libraryVersion: String {
    unsafe String(cString: ZSTD_versionString())
  }
}

private func check(_ code: Int) throws(ZstdError) {
  guard ZSTD_isError(code) == 0 else {
    throw .library(unsafe String(cString: ZSTD_getErrorName(code)))
  }
}

/// Owns libzstd's compression context.
@safe
private struct CompressionContext: ~Copyable {
  private let handle: OpaquePointer

  init() {
    guard let handle = unsafe ZSTD_createCCtx() else { fatalError("out of memory") }
    unsafe self.handle = handle
  }

  deinit {
    unsafe ZSTD_freeCCtx(handle)
  }

  func configure(level: Int, contentSize: Int) throws(ZstdError) {
    try check(unsafe ZSTD_CCtx_setParameter(handle, ZSTD_c_compressionLevel, Int32(level)))
    try check(unsafe ZSTD_CCtx_setParameter(handle, ZSTD_c_checksumFlag, 1))
    try check(unsafe ZSTD_CCtx_setPledgedSrcSize(handle, UInt64(contentSize)))
  }

  func append(
    _ part: ArraySlice<UInt8>, to output: inout [UInt8], ending: ZSTD_EndDirective
  ) throws(ZstdError) {
    var result = 0
    var consumed = 0
    repeat {
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(part.count) + 64) {
        buffer, count in
        unsafe part.withUnsafeBytes { input in
          var source = unsafe ZSTD_inBuffer(
            src: input.baseAddress, size: input.count, pos: consumed)
          var target = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
          result = unsafe ZSTD_compressStream2(handle, &target, &source, ending)
          consumed = unsafe source.pos
          count = unsafe ZSTD_isError(result) == 0 ? target.pos : 0
        }
      }
      try check(result)
      output.append(contentsOf: chunk)
    } while result != 0
  }
}

/// Why a zstd frame cannot be made or read.
package enum ZstdError: Error, Equatable {
  /// The frame has no valid header, or the header does not declare the content size.
  case malformedFrame
  /// The frame declares more content than the reader allows.
  case tooLarge(declared: UInt64, limit: UInt64)
  /// The frame's content differs in length from what it declares.
  case wrongLength(declared: Int, found: Int)
  /// libzstd failed, with its own message.
  case library(String)
}

extension ZstdError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformedFrame: "not a zstd frame with a declared content size"
    case .tooLarge(let declared, let limit):
      "zstd frame declares \(declared) bytes, more than the \(limit) allowed"
    case .wrongLength(let declared, let found):
      "zstd frame holds \(found) bytes where it declares \(declared)"
    case .library(let reason): "zstd: \(reason)"
    }
  }
}
