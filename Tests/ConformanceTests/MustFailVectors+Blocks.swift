import Bytes
import Container
import Testing

/// Archives that break the rules of `blocks-1.md` and `pixels-1.md`.
extension MustFailVectors {
  /// A picture of each way to store pixels, and a file.
  private static func drawing() throws -> RawArchive {
    var raw = RawArchive(models: [.photo1])
    raw.version = .blocks
    raw.parts = [
      .block(
        RawBlock([
          try ValidVectors.blockRow("blocks.png", .rgb, step: 30, side: 33),
          try ValidVectors.layerRow("layer.png", .rgb, level: 512, .prior),
          try ValidVectors.pixelRow("pixels.png", .rgb, side: 33),
          .exact("words.txt", "plain words\n"),
        ]))
    ]
    return raw
  }

  private static func drawn(
    _ name: String, _ path: String,
    _ change: @escaping @Sendable (inout RawBlock.Row) throws -> Void
  ) -> Vector {
    (
      "drawn-\(name)",
      {
        var raw = try drawing()
        try raw.change(path, change)
        return try raw.bytes()
      }
    )
  }

  static let blocksAndPixels: [Vector] = [
    drawn("blocks-empty", "blocks.png") { $0.body = [] },
    drawn("blocks-of-an-unknown-step", "blocks.png") { $0.body[0] = 72 },
    drawn("blocks-that-end-early", "blocks.png") { $0.body.removeLast($0.body.count / 2) },
    drawn("blocks-that-go-on", "blocks.png") { $0.body.append(0) },
    drawn("blocks-of-another-picture", "blocks.png") { $0.entry.picture?.height = 34 },
    drawn("blocks-of-zeros", "blocks.png") { $0.body = [30] + $0.body.dropFirst().map { _ in 0 } },
    drawn("blocks-too-wide", "blocks.png") {
      $0.entry.picture?.width = 1 << 23
      $0.entry.picture?.height = 1
    },
    drawn("pixels-too-wide", "pixels.png") {
      $0.entry.picture?.width = 1 << 23
      $0.entry.picture?.height = 1
    },
    drawn("blocks-of-a-model", "blocks.png") { $0.entry.picture?.model = 1 },
    drawn("layer-empty", "layer.png") { $0.body = [] },
    drawn("layer-beyond-the-body", "layer.png") { $0.body[0] |= 0x7F },
    drawn("layer-without-latents", "layer.png") { $0.body.removeLast($0.body.count / 3) },
    drawn("layer-above-the-highest-level", "layer.png") { $0.entry.picture?.level = 1793 },
    drawn("layer-of-the-other-coder", "layer.png") { $0.entry.picture?.coder = .layeredZstd },
    drawn("layer-of-another-level", "layer.png") { $0.entry.picture?.level = 768 },
    drawn("pixels-empty", "pixels.png") { $0.body = [] },
    drawn("pixels-of-an-unknown-method", "pixels.png") { $0.body[0] = 1 },
    drawn("pixels-that-end-early", "pixels.png") { $0.body.removeLast($0.body.count / 2) },
    drawn("pixels-that-go-on", "pixels.png") { $0.body.append(0) },
    drawn("pixels-of-another-picture", "pixels.png") { $0.entry.picture?.width = 32 },
    drawn("pixels-of-a-model", "pixels.png") { $0.entry.picture?.model = 3 },
    drawn("pixels-as-blocks", "pixels.png") { $0.entry.picture?.coder = .blocks },
  ]
}
