import Bytes

/// A model adapted from the tiny one.
enum TinyAdapted {
  struct Tensor: Sendable {
    var name: String
    var shape: [Int]
    var type = "I8"
    /// A number, given its index and a random weight −1…1.
    let value: @Sendable (Int, Double) -> Double

    init(
      _ name: String, _ shape: [Int], _ type: String = "I8",
      _ value: @escaping @Sendable (Int, Double) -> Double
    ) {
      (self.name, self.shape, self.type, self.value) = (name, shape, type, value)
    }
  }

  /// Steps are no sums of few powers of two, so that every rounding matters.
  static let tensors: [Tensor] = [
    Tensor("context.head.bias", [32]) { index, _ in Double(index % 3 - 1) },
    Tensor("context.head.bias.step", [32], "F32") { index, _ in 0.07 / Double(1 + index % 2) },
    Tensor("synthesis.linear.weight", [768, 16]) { $1 * 8 },
    Tensor("synthesis.linear.weight.step", [1], "F32") { _, _ in 0.013 },
    Tensor("synthesis.linear.weight.factor", [768]) { index, _ in Double(index % 5 - 2) },
    Tensor("synthesis.linear.weight.factor.step", [1], "F32") { _, _ in 0.11 },
    Tensor("synthesis.head.weight.factor", [192]) { index, _ in Double(index % 256 - 128) },
    Tensor("synthesis.head.weight.factor.step", [192], "F32") { index, _ in 0.3 / Double(index + 1)
    },
    Tensor("gain.decode", [3, 16]) { index, _ in Double(index % 7 - 3) },
    Tensor("gain.decode.step", [3], "F32") { index, _ in 0.009 / Double(index + 1) },
    Tensor("hyper_prior.scale", [1]) { _, _ in 3 },
    Tensor("hyper_prior.scale.step", [1], "F32") { _, _ in 0.1 },
  ]

  static let file = file(tensors)

  static func file(
    _ tensors: [Tensor], format: String = "aezip-photo-adapted",
    base: String = "\(Digest(of: TinyModel.file))"
  ) -> [UInt8] {
    var builder = SafeTensorsBuilder()
    for tensor in tensors { builder.add(tensor.name, tensor.shape, tensor.type, tensor.value) }
    return builder.file(metadata: [("format", format), ("base", base)])
  }

  /// With one of the tensors changed, or left out.
  static func changing(
    _ name: String, _ change: (inout Tensor) -> Void = { _ in }, leavingOut: Bool = false
  ) -> [UInt8] {
    file(
      tensors.compactMap { tensor in
        guard tensor.name == name else { return tensor }
        var changed = tensor
        change(&changed)
        return leavingOut ? nil : changed
      })
  }

  /// With another tensor.
  static func adding(_ tensors: Tensor...) -> [UInt8] { file(Self.tensors + tensors) }
}
