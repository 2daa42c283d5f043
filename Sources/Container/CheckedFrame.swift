import Bytes

/// Single zstd frames from bytes nobody has vouched for, and for the container's own tables.
package enum CheckedFrame {
  /// The content of the one frame that `frame` is.
  ///
  /// The densest zstd block is 4 bytes that stand for 128 KiB: a frame which declares more than it
  /// can hold is refused before anything is allocated.
  package static func open(
    _ frame: ArraySlice<UInt8>, atMost limit: Int
  ) throws(ZstdError) -> [UInt8] {
    // A skippable frame would pass for an empty one.
    guard frame.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) else { throw .malformedFrame }
    return try ZstdFrame.decompress(frame, limit: min(limit, frame.count << 15))
  }

  /// A frame of a catalogue, an index or a model file: small, so nearly always at zstd's best.
  package static func seal(_ content: [UInt8]) throws(ArchiveError) -> [UInt8] {
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
