import Bytes
import Container
import Testing

/// Archives that break the rules of `rasters-1.md`.
extension MustFailVectors {
  /// A grey map of 48×40: the sheet begins at byte 1 of the body, with the form, the width, the
  /// number of rasters, the gap, and the height.
  private static func raster(
    _ name: String, drawn: Bool = false,
    _ change: @escaping @Sendable (inout RawBlock.Row) throws -> Void
  ) -> Vector {
    (
      "raster-\(name)",
      {
        var raw = RawArchive(models: [])
        raw.version = .blocks
        let grey = try VectorPictures.crop("forest/bark.png", 48, 40, .grey)
        let file = drawn ? RasterFiles.drawn(48, 40) : RasterFiles.map(grey)
        raw.parts = [
          .block(
            RawBlock([
              try ValidVectors.rasterRow("picture.pgm", file),
              .exact("words.txt", "plain words\n"),
            ]))
        ]
        try raw.change("picture.pgm", change)
        return try raw.bytes()
      }
    )
  }

  /// The number of runs of values, behind sheets, form, width, rasters, gap and height.
  private static let runs = 6

  /// The coding, behind the runs.
  private static func coding(_ row: RawBlock.Row) -> Int {
    var place = runs + 1
    // Numbers of values take one byte or two.
    for _ in 0..<2 * Int(row.body[runs]) {
      while row.body[place] > 127 { place += 1 }
      place += 1
    }
    return place
  }

  static let rasters: [Vector] = [
    raster("empty") { $0.body = [] },
    raster("without-sheets") { $0.body[0] = 0 },
    raster("of-a-reserved-form") { $0.body[1] |= 64 },
    raster("of-big-endian-bytes") { $0.body[1] |= 8 },
    raster("without-columns") { $0.body[2] = 0 },
    raster("without-rasters") { $0.body[3] = 0 },
    raster("without-rows") { $0.body[5] = 0 },
    raster("behind-its-end") { $0.body[5] += 1 },
    raster("without-values") { $0.body[runs] = 0 },
    raster("of-values-that-touch") { row in
      let end = coding(row)
      row.body.replaceSubrange(runs..<end, with: [2, 0, 100, 0, 100])
    },
    raster("of-values-beyond-its-samples") { row in
      let end = coding(row)
      row.body.replaceSubrange(runs..<end, with: [1, 1, 0x80, 2])
    },
    raster("of-an-unknown-coding") { $0.body[coding($0)] = 4 },
    raster("of-stripes-without-rows") { $0.body[coding($0) + 1] = 0 },
    raster("of-fewer-codes") { $0.body.removeLast() },
    raster("of-more-codes") { $0.body.append(0) },
    raster("of-other-codes") { $0.body[$0.body.count - 200] ^= 0x40 },
    raster("longer-than-declared") { $0.entry.size -= 1 },
    raster("shorter-than-declared") { $0.entry.size += 1 },
    raster("of-no-bytes") { $0.entry.size = 0 },
    raster("of-another-method", drawn: true) { row in
      let stripe = coding(row) + 2
      let length = row.body[stripe] > 127 ? 2 : 1
      row.body[stripe + length + 13] = 1
    },
    raster("of-more-than-its-values", drawn: true) { row in
      let end = coding(row)
      row.body.replaceSubrange(runs..<end, with: [1, 0, 2])
    },
    raster("of-too-many-drawn-values", drawn: true) { row in
      // Two bytes a sample, half as wide.
      (row.body[1], row.body[2]) = (4, 24)
      let end = coding(row)
      row.body.replaceSubrange(runs..<end, with: [1, 0, 0x81, 2])
    },
  ]
}
