import Bytes

/// The encoded symbols of one stream, before they go into a zstd frame.
package struct SymbolStream: Equatable, Sendable {
  package let bytes: [UInt8]
  /// Offsets where the statistics of the bytes change.
  package let boundaries: [Int]

  package init(bytes: [UInt8], boundaries: [Int] = []) {
    self.bytes = bytes
    self.boundaries = boundaries
  }
}

extension SymbolStream {
  /// Concatenates the streams of one picture: the byte counts of all but the last as
  /// variable-length integers, then the streams.
  package static func joined(_ streams: [SymbolStream]) -> SymbolStream {
    var writer = ByteWriter()
    for stream in streams.dropLast() { writer.varint(stream.bytes.count) }
    var boundaries: [Int] = []
    for stream in streams {
      boundaries += stream.boundaries.map { $0 + writer.count }
      writer.append(stream.bytes)
    }
    return SymbolStream(bytes: writer.bytes, boundaries: boundaries)
  }

  /// Splits what ``joined(_:)`` made of `count` streams.
  package static func split(
    _ bytes: ArraySlice<UInt8>, count: Int
  ) throws(EntropyError) -> [ArraySlice<UInt8>] {
    var reader = ByteReader(bytes)
    do {
      var lengths: [Int] = []
      for _ in 1..<count { lengths.append(try reader.count(atMost: bytes.count)) }
      var streams: [ArraySlice<UInt8>] = []
      for length in lengths { streams.append(try reader.take(length)) }
      streams.append(try reader.take(reader.remaining))
      return streams
    } catch {
      throw .malformed(part: "stream lengths", offset: reader.offset)
    }
  }
}
