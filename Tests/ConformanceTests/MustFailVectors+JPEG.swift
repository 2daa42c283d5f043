import Bytes
import Container
import Testing

/// Archives that break the rules of `jpeg-1.md`.
extension MustFailVectors {
  private static func jpeg(
    _ name: String, _ change: @escaping @Sendable (inout RawBlock.Row) throws -> Void
  ) -> Vector {
    (
      "jpeg-\(name)",
      {
        var raw = RawArchive(models: [])
        raw.version = .blocks
        raw.parts = [
          .block(
            RawBlock([
              try ValidVectors.jpegRow("picture.jpg", ValidVectors.jpeg(56, 48)),
              .exact("words.txt", "plain words\n"),
            ]))
        ]
        try raw.change("picture.jpg", change)
        return try raw.bytes()
      }
    )
  }

  /// A script of pictures within the headers of others.
  private static let nested: [UInt8] =
    [0] + [UInt8](repeating: 1, count: 40).flatMap { [$0, 1, 4] }

  static let jpegs: [Vector] = [
    jpeg("empty") { $0.body = [] },
    jpeg("of-an-unknown-model") { $0.body[0] = 2 },
    jpeg("of-the-other-model") { $0.body[0] = 1 },
    jpeg("of-an-unknown-part") { $0.body[1] = 3 },
    jpeg("within-too-many-others") { $0.body = nested },
    jpeg("without-its-script-s-end") { $0.body = Array($0.body.prefix(20)) },
    jpeg("that-ends-early") { $0.body.removeLast($0.body.count / 3) },
    jpeg("that-goes-on") { $0.body.append(0) },
    jpeg("of-other-codes") { $0.body[$0.body.count - 20] ^= 0x40 },
    jpeg("longer-than-declared") { $0.entry.size -= 1 },
    jpeg("shorter-than-declared") { $0.entry.size += 1 },
    jpeg("of-no-bytes") { $0.entry.size = 0 },
    jpeg("of-an-unassigned-density") { row in
      // The escape of a JFIF segment: FF E0 00 00 and a byte of which two bits are unassigned.
      let place = row.body.indices.dropLast(4).first {
        Array(row.body[$0..<$0 + 4]) == [0xFF, 0xE0, 0, 0]
      }
      try row.body[#require(place) + 4] |= 0xC0
    },
    jpeg("of-stripes-without-rows") { row in
      // Behind the rows of stripes come their number, 1, the length of the only one, in two bytes,
      // and the end of the picture as bytes of the script.
      let place = row.body.indices.dropLast(8).first {
        row.body[$0 + 1] == 1 && Array(row.body[$0 + 4..<$0 + 8]) == [4, 0xFF, 0xD9, 0]
      }
      try row.body[#require(place)] = 0
    },
  ]
}
