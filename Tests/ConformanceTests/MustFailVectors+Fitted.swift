import Bytes
import Container
import Testing

/// Archives that break the rules of `fitted-1.md`.
extension MustFailVectors {
  private static func fitted(
    _ name: String, width: Int = 40, height: Int = 30,
    _ change: @escaping @Sendable (inout RawBlock.Row) throws -> Void
  ) -> Vector {
    (
      "fitted-\(name)",
      {
        var raw = RawArchive(models: [])
        raw.version = .blocks
        raw.parts = [
          .block(
            RawBlock([
              try ValidVectors.fittedRow("picture.png", width, height, .rgb, errorPerBit: 100),
              .exact("words.txt", "plain words\n"),
            ]))
        ]
        try raw.change("picture.png", change)
        return try raw.bytes()
      }
    )
  }

  static let fitted: [Vector] = [
    fitted("empty") { $0.body = [] },
    fitted("of-half-a-header") { $0.body = Array($0.body.prefix(4)) },
    fitted("of-an-unknown-start") { $0.body[0] = 200 },
    fitted("with-a-reserved-bit") { $0.body[4] |= 0x80 },
    fitted("of-other-weights") { $0.body[6] ^= 0x5A },
    fitted("of-other-steps") { row in row.body.replaceSubrange(1..<5, with: [0, 0, 0, 0]) },
    fitted("that-ends-early") { $0.body.removeLast($0.body.count / 2) },
    fitted("that-goes-on") { $0.body += [0, 0, 0, 0, 0, 0, 0, 0, 1] },
    fitted("of-another-picture") { $0.entry.picture?.width = 41 },
    fitted("of-a-model") { $0.entry.picture?.model = 1 },
    fitted("with-a-tile-beyond-the-body", width: 2562, height: 3) {
      $0.body = [0xFF, 0x7F] + $0.body
    },
    fitted("with-a-tile-of-nothing", width: 2562, height: 3) { $0.body[0] = 0 },
    fitted("without-its-last-tile", width: 2562, height: 3) { row in
      row.body = Array(row.body.prefix(40))
    },
    fitted("too-wide") {
      $0.entry.picture?.width = 1 << 23
      $0.entry.picture?.height = 1
    },
  ]
}
