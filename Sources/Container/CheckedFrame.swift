import Bytes

/// Single zstd frames, with checks that untrusted input needs.
package enum CheckedFrame {
  /// Decompresses `frame`, which must be exactly one frame.
  ///
  /// The densest zstd block has 4 bytes for 128 KiB. A frame that declares more content than its
  /// length can hold is refused before anything is allocated.
  package static func decompress(
    _ frame: ArraySlice<UInt8>, atMost limit: Int
  ) throws(ZstdError) -> [UInt8] {
    // zstd would take a skippable frame for an empty one.
    guard frame.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) else { throw .malformedFrame }
    return try ZstdFrame.decompress(frame, limit: min(limit, frame.count << 15))
  }

  /// Compresses a catalogue, an index or a model file. Most are small, so they get zstd's best
  /// level.
  package static func compress(_ content: [UInt8]) throws(ArchiveError) -> [UInt8] {
    try compress(content, level: content.count <= 1 << 24 ? 19 : 9)
  }

  package static func compress(
    _ content: [UInt8], level: Int, boundaries: [Int] = []
  ) throws(ArchiveError) -> [UInt8] {
    do throws(ZstdError) {
      return try ZstdFrame.compress(content[...], level: level, boundaries: boundaries)
    } catch {
      throw .compression(error)
    }
  }
}
