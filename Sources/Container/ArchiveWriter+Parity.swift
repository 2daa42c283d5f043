import Bytes

extension ArchiveWriter {
  var isReadable: Bool { (sink as? any ReadableByteSink)?.isReadable ?? false }

  /// The length of a span. Without a readable sink a span is held in memory, so it is shorter.
  func spanBytes(_ redundancy: Redundancy) -> Int {
    isReadable ? redundancy.spanBytes : min(redundancy.spanBytes, 1 << 26)
  }

  /// Writes the parity sections of a span.
  ///
  /// - Parameter ending: the bytes of the span behind these sections.
  mutating func writeParity(
    _ geometry: ParityGeometry, before ending: [UInt8] = []
  ) throws {
    let maker = try ParityMaker.make(geometry) { range in
      if range.lowerBound >= geometry.areaEnd {
        let start = range.lowerBound - geometry.areaEnd
        return Array(ending[start..<start + range.count])
      }
      if let sink = sink as? any ReadableByteSink, sink.isReadable {
        return try sink.read(at: range.lowerBound, count: range.count)
      }
      return Array(span[range.lowerBound - spanBegin..<range.upperBound - spanBegin])
    }
    for number in 0..<ParityGeometry.sectionCount {
      try writeListed(.parity, payload: maker.payload(number))
    }
    spanBegin = length
    span = []
  }
}
