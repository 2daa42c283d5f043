import Tensors

/// Elementwise sums, differences and products of tensors of one shape.
extension Variable {
  /// dx = dout, dy = dout
  package static func + (x: Variable, y: Variable) -> Variable {
    x.combined(with: y, x.value.combined(.sum, y.value), "+") { [$0, $0] }
  }

  /// dx = dout, dy = −dout
  package static func - (x: Variable, y: Variable) -> Variable {
    x.combined(with: y, x.value.combined(.difference, y.value), "-") { [$0, $0.scaled(by: -1)] }
  }

  /// dx = dout · y, dy = dout · x
  package static func * (x: Variable, y: Variable) -> Variable {
    let (a, b) = (x.value, y.value)
    let (first, second) = (x.learns, y.learns)
    return x.combined(with: y, a.combined(.product, b), "*") { gradient in
      [
        first ? gradient.combined(.product, b) : nil,
        second ? gradient.combined(.product, a) : nil,
      ]
    }
  }

  /// x · scale + offset; dx = dout · scale
  package func scaled(by scale: Float, plus offset: Float = 0) -> Variable {
    recording(value.scaled(by: scale, plus: offset), name: "scaled") { $0.scaled(by: scale) }
  }

  /// Multiplies each sample by its own factor.
  package func scaled(bySample factors: [Float]) -> Variable {
    precondition(factors.count == samples)
    return recording(value.scaled(bySample: factors), name: "scaled") {
      $0.scaled(bySample: factors)
    }
  }

  private func combined(
    with other: Variable, _ value: Tensor, _ name: String,
    backward: @escaping (Tensor) -> [Tensor?]
  ) -> Variable {
    precondition(samples == other.samples, "operands of different numbers of samples")
    return tape.record(
      value, samples: samples, from: [self, other], name: name, backward: backward)
  }
}
