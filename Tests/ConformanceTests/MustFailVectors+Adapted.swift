import Bytes
import Container

/// Archives whose adapted models break the rules of `model-1.md`, section 6.
extension MustFailVectors {
  private static func model(_ name: String, _ file: @escaping @Sendable () -> [UInt8]) -> Vector {
    ("adapted-\(name)", { try RawArchive.adapted([TinyModel.file, file()]).bytes() })
  }

  /// With this step.
  private static func step(_ name: String, _ tensor: String, of step: Double) -> Vector {
    model(name) {
      TinyAdapted.file(
        TinyAdapted.tensors.map { found in
          found.name == tensor ? .init(tensor, found.shape, "F32") { _, _ in step } : found
        })
    }
  }

  static let filtered: [Vector] = [
    ("filter-weight-no-integer", 0.5), ("filter-weight-too-large", 1024),
  ].map { name, weight in
    (
      name,
      {
        let file = TinyModel.file { $0 + $1 + $2 == 0 ? weight : 0 }
        return try RawArchive.adapted([file, TinyAdapted.file], adapted: 0).bytes()
      }
    )
  }

  static let adapted: [Vector] = [
    (
      "adapted-base-missing",
      {
        var raw = try RawArchive.adapted([TinyAdapted.file], adapted: 0)
        // A tensor without a base would be reported by its own name.
        raw.changeBlocks { $0.rows.removeAll { $0.entry.path.starts(with: Array("base".utf8)) } }
        return try raw.bytes()
      }
    ),
    (
      "adapted-base-adapted",
      {
        let second = TinyAdapted.file(
          TinyAdapted.tensors, base: "\(Digest(of: TinyAdapted.file))")
        return try RawArchive.adapted([TinyModel.file, TinyAdapted.file, second], adapted: 2)
          .bytes()
      }
    ),
    (
      "adapted-base-of-objects",
      {
        let file = TinyAdapted.file(
          TinyAdapted.tensors, base: "\(Digest(of: TinySamples.grey))")
        return try RawArchive.adapted([TinyModel.file, file, TinySamples.grey]).bytes()
      }
    ),
    model("base-of-nobody") {
      TinyAdapted.file(TinyAdapted.tensors, base: String(repeating: "ab", count: 32))
    },
    model("base-in-upper-case") {
      TinyAdapted.file(
        TinyAdapted.tensors, base: "\(Digest(of: TinyModel.file))".uppercased())
    },
    model("base-too-short") { TinyAdapted.file(TinyAdapted.tensors, base: "ab") },
    model("of-another-shape") {
      TinyAdapted.changing("synthesis.linear.weight") { $0.shape = [16, 768] }
    },
    model("of-more-rows") { TinyAdapted.changing("context.head.bias") { $0.shape = [33] } },
    model("of-no-rows") { TinyAdapted.changing("context.head.bias") { $0.shape = [0] } },
    model("factor-of-another-shape") {
      TinyAdapted.changing("synthesis.head.weight.factor") { $0.shape = [128] }
    },
    model("steps-of-no-rows") { TinyAdapted.changing("gain.decode.step") { $0.shape = [0] } },
    model("steps-of-other-rows") { TinyAdapted.changing("gain.decode.step") { $0.shape = [2] } },
    model("integers-of-another-type") {
      TinyAdapted.changing("hyper_prior.scale") { $0.type = "U8" }
    },
    model("steps-of-another-type") {
      TinyAdapted.changing("hyper_prior.scale.step") { $0.type = "F64" }
    },
    model("step-missing") { TinyAdapted.changing("gain.decode.step", leavingOut: true) },
    model("step-of-nothing") { TinyAdapted.changing("gain.decode", leavingOut: true) },
    model("tensor-unknown") {
      TinyAdapted.adding(
        .init("synthesis.tail.weight", [4]) { _, _ in 1 },
        .init("synthesis.tail.weight.step", [1], "F32") { _, _ in 1 })
    },
    model("tensor-that-encodes") {
      TinyAdapted.adding(
        .init("gain.encode", [3, 16]) { _, _ in 1 },
        .init("gain.encode.step", [1], "F32") { _, _ in 1 })
    },
    step("step-infinite", "synthesis.linear.weight.step", of: .infinity),
    step("step-not-a-number", "synthesis.head.weight.factor.step", of: .nan),
    step("number-infinite", "synthesis.linear.weight.step", of: 1e38 * 3),
    step("hyper-scale-below-zero", "hyper_prior.scale.step", of: -2),
    step("hyper-scale-too-large", "hyper_prior.scale.step", of: 1000),
  ]
}
