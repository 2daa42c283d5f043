import Tensors

/// Elementwise functions, out = f(x). dx = dout · f′(x), computed from out where possible.
extension Variable {
  /// max(x, 0.1·x)
  package var leaky: Variable {
    let out = value.activated()
    return recording(out, name: "leaky") { $0.combined(.leakyGradient, out) }
  }

  /// max(x, 0)
  package var relu: Variable { activated(.relu, slope: .reluGradient) }

  /// 1 / (1 + e^−x)
  package var sigmoid: Variable { activated(.sigmoid, slope: .sigmoidGradient) }

  package var tanh: Variable { activated(.tanh, slope: .tanhGradient) }

  /// eˣ, which is its own derivative.
  package var exponential: Variable { activated(.exponential, slope: .product) }

  /// ln(1 + eˣ), with the slope sigmoid(x).
  package var softplus: Variable {
    let x = value
    return recording(x.mapped(.softplus), name: "softplus") {
      $0.combined(.product, x.mapped(.sigmoid))
    }
  }

  /// The nearest integer, halves to even, with the straight-through gradient (Bengio et al. 2013).
  package var rounded: Variable {
    recording(value.mapped(.rounding), name: "rounded") { $0 }
  }

  private func activated(_ function: UnaryFunction, slope: BinaryFunction) -> Variable {
    let out = value.mapped(function)
    return recording(out, name: "\(function)") { $0.combined(slope, out) }
  }
}
