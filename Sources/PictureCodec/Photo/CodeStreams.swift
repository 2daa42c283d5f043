import Bytes
import Entropy

/// The streams of one picture one after the other: the byte counts of all but the last as
/// variable-length integers, then the streams.
package enum CodeStreams {
  package static func joined(_ streams: [CodeStream]) -> CodeStream {
    var writer = ByteWriter()
    for stream in streams.dropLast() { writer.varint(stream.bytes.count) }
    var boundaries: [Int] = []
    for stream in streams {
      boundaries += stream.boundaries.map { $0 + writer.count }
      writer.append(stream.bytes)
    }
    return CodeStream(bytes: writer.bytes, boundaries: boundaries)
  }

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
