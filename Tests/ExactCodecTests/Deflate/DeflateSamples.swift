import CDeflate
import CZlib
import TestSupport

/// Bytes to compress, the same on every run.
enum DeflateSample: CaseIterable {
  /// Differences of neighbouring samples, as PNG filters leave them.
  case picture
  case text
  case flat
  case noise

  func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    switch self {
    case .picture:
      return (0..<count).map { index in
        if index % 301 == 0 { return 2 }
        let range = index / 3000 % 2 == 0 ? 2 : 9
        let sum =
          Int.random(in: -range...range, using: &random)
          + Int.random(in: -range...range, using: &random)
        return UInt8(truncatingIfNeeded: sum)
      }
    case .text:
      let words = (0..<400).map { _ in
        (0..<Int.random(in: 1...9, using: &random)).map { _ in
          UInt8.random(in: 97...122, using: &random)
        }
      }
      var bytes: [UInt8] = []
      while bytes.count < count {
        let rank = min(
          Int.random(in: 0..<400, using: &random), Int.random(in: 0..<400, using: &random))
        bytes += words[rank] + [32]
      }
      return Array(bytes[..<count])
    case .flat: return Array(repeating: 7, count: count)
    case .noise: return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
  }
}

/// How zlib compresses.
struct ZlibSettings {
  var level: Int32 = 6
  var strategy = Z_DEFAULT_STRATEGY
  var memory: Int32 = 8
  var windowBits: Int32 = 15
  /// What is asked for between parts of the input, and how many bytes a part has.
  var flush: (kind: Int32, bytes: Int)?

  /// A stream without header and checksum, or one with them.
  func compress(_ bytes: [UInt8], wrapped: Bool = false) -> [UInt8] {
    var state = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    unsafe deflateInit2_(
      &state, level, Z_DEFLATED, wrapped ? windowBits : -windowBits, memory, strategy,
      ZLIB_VERSION, size)
    defer { unsafe deflateEnd(&state) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: 2 * bytes.count + 4096)
    let part = flush?.bytes ?? max(bytes.count, 1)
    return unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe state.next_in = input.baseAddress
        unsafe state.next_out = output.baseAddress
        unsafe state.avail_out = UInt32(output.count)
        var done = 0
        repeat {
          let count = min(part, input.count - done)
          done += count
          unsafe state.avail_in = UInt32(count)
          unsafe deflate(&state, done == input.count ? Z_FINISH : flush?.kind ?? Z_NO_FLUSH)
        } while done < input.count
        let written = unsafe output.count - Int(state.avail_out)
        return unsafe Array(output[..<written])
      }
    }
  }
}

/// A stream of libdeflate.
func libdeflateStream(_ bytes: [UInt8], level: Int32) -> [UInt8] {
  let compressor = unsafe libdeflate_alloc_compressor(level)
  defer { unsafe libdeflate_free_compressor(compressor) }
  var output = [UInt8](repeating: 0, count: 2 * bytes.count + 4096)
  let count = unsafe libdeflate_deflate_compress(
    compressor, bytes, bytes.count, &output, output.count)
  return Array(output[..<count])
}
