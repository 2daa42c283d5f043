/// A list of byte arrays that reads as one sequence, without a copy that joins them.
package struct GatheredBytes: ByteSource, ByteSink {
  private var pieces: [[UInt8]] = []
  /// The offset at which each piece begins.
  private var starts: [Int] = []
  package private(set) var count = 0

  package init() {}

  package mutating func append(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    pieces.append(bytes)
    starts.append(count)
    count += bytes.count
  }

  package func read(at offset: Int, count: Int) throws(BytesError) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw BytesError.truncated(offset: offset, needed: count, available: self.count - offset)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var index = starts.partitioningIndex { $0 > offset } - 1
    while bytes.count < count {
      let first = offset + bytes.count - starts[index]
      bytes += pieces[index][first...].prefix(count - bytes.count)
      index += 1
    }
    return bytes
  }
}
