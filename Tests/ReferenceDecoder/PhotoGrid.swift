/// Sizes and the coding order of codes-1.md, sections 2 to 4.
struct PhotoGrid {
  let width: Int
  let height: Int

  var hyperRows: Int { (height + 63) / 64 }
  var hyperColumns: Int { (width + 63) / 64 }
  /// R and Q.
  var rows: Int { 4 * hyperRows }
  var columns: Int { 4 * hyperColumns }

  /// Rows of a band.
  var bandHeight: Int { 4 * (((4096 + columns - 1) / columns + 3) / 4) }
  /// S, the number of bands and of streams.
  var streams: Int { (rows + bandHeight - 1) / bandHeight }

  /// One step of one band.
  struct Part {
    let step: Int
    let rows: Range<Int>
    let stream: Int
  }

  var parts: [Part] {
    var parts: [Part] = []
    for t in 0...streams + 2 {
      for step in 0..<4 {
        let band = t - step
        guard band >= 0, band < streams else { continue }
        let end = min((band + 1) * bandHeight, rows)
        parts.append(
          Part(step: step, rows: band * bandHeight..<end, stream: min(t, streams - 1)))
      }
    }
    return parts
  }

  static func positionClass(_ r: Int, _ c: Int) -> Int { [[0, 2], [3, 1]][r % 2][c % 2] }

  /// The positions of a part in the order in which they are coded.
  func positions(_ part: Part) -> [(r: Int, c: Int)] {
    (0..<4).flatMap { kind in
      part.rows.flatMap { r in
        (0..<columns).filter { Self.positionClass(r, $0) == kind }.map { (r: r, c: $0) }
      }
    }
  }

  /// The channels, of M, that the step has at a position.
  static func channels(_ step: Int, _ r: Int, _ c: Int, of m: Int) -> Range<Int> {
    let group = (step + 4 - positionClass(r, c)) % 4
    return group * m / 4..<(group + 1) * m / 4
  }

  /// Section 3: the streams of a body.
  func streams(of body: ArraySlice<UInt8>) throws -> [ArraySlice<UInt8>] {
    var cursor = Cursor(body)
    let lengths = try (1..<streams).map { _ in try cursor.varint() }
    let first = try lengths.map { try cursor.take($0) }
    return first + [cursor.rest]
  }
}
