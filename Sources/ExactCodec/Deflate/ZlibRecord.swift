import Bytes

/// What a zlib stream (RFC 1950) is beyond the bytes that it stands for: its header, its checksum
/// if that is wrong, and the ``DeflateRecord`` of the rest.
package enum ZlibRecord {
  private static let headerBytes = 2
  private static let checksumBytes = 4

  /// Makes the record of a stream.
  ///
  /// - Parameters:
  ///   - stream: a zlib stream; bytes that follow it are kept too
  ///   - raw: the bytes that it stands for
  ///   - limit: the most bytes of the record; a twentieth of the stream's unless it is given
  /// - Returns: nil if the stream does not stand for exactly `raw`, or if its record would be above
  ///   the limit
  package static func encode(stream: [UInt8], raw: [UInt8], limit: Int? = nil) -> [UInt8]? {
    guard stream.count > headerBytes else { return nil }
    let endsWithChecksum = stream.dropFirst(headerBytes).suffix(checksumBytes)
      .elementsEqual(checksum(raw))
    let body = stream.dropFirst(headerBytes).dropLast(endsWithChecksum ? checksumBytes : 0)
    let limit = limit ?? stream.count / 20 + 64
    guard
      let record = DeflateRecord.encode(
        stream: Array(body), raw: raw, limit: limit - headerBytes - 1)
    else { return nil }
    return stream.prefix(headerBytes) + [endsWithChecksum ? 1 : 0] + record
  }

  /// Makes a stream from its record; see ``DeflateRecord/decode(_:raw:limit:)``.
  package static func decode(
    _ record: ArraySlice<UInt8>, raw: [UInt8], limit: Int
  ) throws(DeflateRecordError) -> [UInt8] {
    let body = record.dropFirst(headerBytes + 1)
    guard record.count > headerBytes, let flag = record.dropFirst(headerBytes).first, flag < 2
    else {
      throw .malformed(part: "header")
    }
    let end = flag == 1 ? checksum(raw) : []
    let stream = try DeflateRecord.decode(
      body, raw: raw, limit: limit - headerBytes - end.count)
    return record.prefix(headerBytes) + stream + end
  }

  /// The Adler-32 of bytes, the most significant byte first.
  private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
    let sum = adler32(bytes)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
  }
}

/// The Adler-32 of bytes (RFC 1950).
private func adler32(_ bytes: [UInt8]) -> UInt32 {
  var (first, second) = (UInt32(1), UInt32(0))
  var start = 0
  while start < bytes.count {
    // So many sums do not overflow.
    let end = min(start + 5552, bytes.count)
    for index in start..<end {
      first &+= UInt32(bytes[index])
      second &+= first
    }
    (first, second) = (first % 65521, second % 65521)
    start = end
  }
  return second << 16 | first
}
