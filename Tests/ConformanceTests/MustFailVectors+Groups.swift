import Bytes
import Container
import Entropy
import Networks
import Testing

/// Archives that break the rules of `objects-1.md`.
extension MustFailVectors {
  /// A group of each coder, and a file.
  private static func groups(_ file: [UInt8] = TinySamples.grey) throws -> RawArchive {
    let model = try SampleModel(file: TinySamples.grey)
    var raw = try RawArchive.ofObjects([file])
    for coder in EntropyCoder.allCases {
      raw.parts.append(
        .block(RawBlock(try RawBlock.Row.group(coder.rawValue, model, [0, 256, 300], coder, 0))))
    }
    raw.parts.append(.block(RawBlock([.exact("words.txt", "plain words\n")])))
    return raw
  }

  private static func group(
    _ name: String, _ path: String,
    _ change: @escaping @Sendable (inout RawBlock.Row) throws -> Void
  ) -> Vector {
    (
      "group-\(name)",
      {
        var raw = try groups()
        try raw.change(path, change)
        return try raw.bytes()
      }
    )
  }

  /// A model file with one error.
  private static func model(_ name: String, _ file: @escaping @Sendable () -> [UInt8]) -> Vector {
    ("group-model-\(name)", { try groups(file()).bytes() })
  }

  private static func file(
    decoder: [TinySamples.Part] = [
      .init("dense:192", weights: [192, 6], scale: 1), .init("reshape:12x16x1"),
    ], samples: String = "u8", energy: [Double]? = nil,
    change: (inout [(String, String)]) -> Void = { _ in }
  ) -> [UInt8] {
    TinySamples.file(
      shape: "12x16x1", latents: 6, samples: samples, decoder: decoder, encoder: nil,
      energy: energy, change: change)
  }

  private static func changing(_ key: String, to value: String) -> [UInt8] {
    file { metadata in
      for index in metadata.indices where metadata[index].0 == key { metadata[index].1 = value }
    }
  }

  static let groups: [Vector] = [
    group("body-of-the-second", "prior-1.png") { $0.body = [1, 2, 3] },
    group("body-empty-prior", "prior-0.png") { $0.body = [] },
    group("body-empty-zstd", "zstd-0.png") { $0.body = [] },
    group("body-too-short-prior", "prior-0.png") { $0.body.removeLast() },
    group("body-too-short-zstd", "zstd-0.png") { $0.body.removeLast() },
    group("body-too-long-prior", "prior-0.png") { $0.body += [0, 0, 0, 0] },
    group("body-too-long-zstd", "zstd-0.png") { $0.body.append(0) },
    group("body-of-zeros", "prior-0.png") { $0.body = $0.body.map { _ in 0 } },
    group("of-one-less", "zstd-2.png") { $0.entry.picture?.coder = .groupedPrior },
    group("width-of-another-shape", "prior-1.png") { $0.entry.picture?.width = 15 },
    group("sides-swapped", "prior-1.png") {
      $0.entry.picture?.width = 12
      $0.entry.picture?.height = 16
    },
    group("channels-of-another-shape", "zstd-1.png") { $0.entry.picture?.channels = 3 },
    group("level-above-the-highest", "zstd-1.png") { $0.entry.picture?.level = 513 },
    group("coder-of-single-pictures", "zstd-1.png") { $0.entry.picture?.coder = .zstd },
    group("wrong-sample-digest", "prior-2.png") {
      $0.entry.digest = .samples(SampleDigest(.photo1))
    },
    model("of-numbers") { file(samples: "numbers") },
    model("of-another-shape") { changing("shape", to: "16x12x1") },
    model("of-a-shape-too-large") { changing("shape", to: "65536x65536x1") },
    model("of-no-shape") { changing("shape", to: "12x16") },
    model("of-no-latents") { changing("latents", to: "0") },
    model("of-other-latents") { changing("latents", to: "7") },
    model("of-no-levels") { changing("levels", to: "") },
    model("of-unknown-samples") { changing("samples", to: "u16") },
    model("layer-unknown") { changing("decoder", to: "dense:192 attend reshape:12x16x1") },
    model("layer-misspelt") { changing("decoder", to: "dense:0192 reshape:12x16x1") },
    model("layers-too-many") {
      file(
        decoder: [
          .init("dense:192", weights: [192, 6], scale: 1), .init("reshape:12x16x1"),
        ] + Array(repeating: .init("leaky"), count: 255))
    },
    model("layers-that-do-not-fit") { changing("decoder", to: "dense:192 reshape:12x17x1") },
    model("layers-of-odd-sides") {
      changing("decoder", to: "dense:192 reshape:3x64x1 maxima reshape:12x16x1")
    },
    model("layers-too-wide") {
      changing(
        "decoder", to: "reshape:6x1x1" + String(repeating: " repeat", count: 30))
    },
    model("weights-missing") { changing("decoder", to: "dense:192 dense:192 reshape:12x16x1") },
    model("weights-of-another-shape") { changing("decoder", to: "dense:96 reshape:12x8x1") },
    model("of-unknown-bins") { file { $0.append(("bins", "normal")) } },
    model("energy-of-another-shape") {
      file(energy: [0.75, 0.75]) { $0.append(("bins", "logistic")) }
    },
    model("energy-infinite") {
      file(energy: [.infinity]) { $0.append(("bins", "logistic")) }
    },
    (
      "group-of-a-photo-model",
      {
        var raw = try groups()
        raw.models = [.photo1]
        raw.parts.removeFirst()
        return try raw.bytes()
      }
    ),
  ]
}
