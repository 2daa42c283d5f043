import Tensors

/// out = activate(residual + x · Wᵀ + b), a dense layer or pointwise convolution.
///
///     x         positions × inputs
///     W         outputs × inputs
///     b         1 × outputs
///     residual  positions × outputs
///     out       positions × outputs
///
///     dx        = d · W
///     dW        = dᵀ · x
///     db        = Σ over positions d
///     dresidual = d                   with d = dout, after the slope of the activation
extension Variable {
  /// - Parameters:
  ///   - matrix: outputs × 1 × inputs
  ///   - bias: outputs numbers, or nil for none
  ///   - residual: added before activation
  ///   - activate: whether max(x, 0.1·x) follows
  package func product(
    _ matrix: Parameter, bias: Parameter? = nil, adding residual: Variable? = nil,
    activate: Bool = false
  ) -> Variable {
    let weights = tape.matrix(matrix)
    let offset = bias.map(tape.variable)
    let out = weights.forward.biased(by: offset?.value)(
      value, adding: residual?.value, activate: activate)
    let variable = tape.variable(matrix)
    let (x, wanted, learning) = (value, learns, variable.learns)
    let (biased, added) = (bias != nil, residual != nil)
    var operands = [self, variable]
    operands += [offset, residual].compactMap(\.self)
    return tape.record(out, samples: samples, from: operands, name: "product") { gradient in
      let d = activate ? gradient.combined(.leakyGradient, out) : gradient
      var gradients = [wanted ? weights.backward(d) : nil, nil]
      if learning {
        var sum = MatrixGradient(outputs: weights.values.rows, inputs: x.channels)
        sum.add(x, gradient: d)
        gradients[1] = sum.finish(like: weights.values)
      }
      if biased { gradients.append(learning ? d.channelSums() : nil) }
      if added { gradients.append(d) }
      return gradients
    }
  }
}
