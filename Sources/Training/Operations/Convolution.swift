import Tensors

/// out = patches(x) · Wᵀ + b: a convolution with stride and zero padding.
///
///     x    (samples · height) × width × inputs
///     W    outputs × size² × inputs, taps in reading order
///     b    1 × outputs
///     out  (samples · rows) × columns × outputs, rows = (height + 2·padding − size) / stride + 1
///
///     dx = dout · W, each patch added back to where it was taken
///     dW = doutᵀ · patches(x)
///     db = Σ over positions dout
///
/// Patches never exist whole: a band of them is made, used and dropped, once each way.
extension Variable {
  /// - Parameters:
  ///   - weights: outputs × size² × inputs
  ///   - bias: outputs numbers, or nil for none
  package func convolution(
    _ weights: Parameter, bias: Parameter? = nil, stride: Int = 1, padding: Int = 0
  ) -> Variable {
    let matrix = tape.matrix(weights)
    let offset = bias.map(tape.variable)
    let patches = Patches(
      size: Int(Double(matrix.values.columns).squareRoot()), stride: stride, padding: padding,
      samples: samples, height: height, width: value.columns, channels: value.channels)
    let (x, wanted, biased) = (value, learns, bias != nil)
    let out = patches.product(x, matrix.forward.biased(by: offset?.value))
    let operands = [self, tape.variable(weights)] + [offset].compactMap(\.self)
    return tape.record(out, samples: samples, from: operands, name: "convolution") { gradient in
      let back = wanted ? patches.backProduct(gradient, matrix.backward) : nil
      let sums = patches.weightGradient(x, gradient, like: matrix.values)
      return [back, sums] + (biased ? [gradient.channelSums()] : [])
    }
  }
}

extension Patches {
  /// layer(patches(pictures)): (samples · rows) × columns × outputs.
  func product(_ pictures: Tensor, _ layer: Pointwise) -> Tensor {
    var out = TensorBuilder(rows: samples * rows, columns: columns, channels: layer.outputs)
    for band in bands { out.append(layer(gather(pictures, rows: band))) }
    return out.finish()
  }

  /// The pictures that layer(grid) makes as patches added up: (samples · height) × width ×
  /// channels.
  func backProduct(_ grid: Tensor, _ layer: Pointwise) -> Tensor {
    var sum = PatchSum(self)
    for band in bands { sum.add(layer(grid.slice(rows: band)), rows: band) }
    return sum.finish()
  }

  /// gridᵀ · patches(pictures), in the shape of the weights.
  func weightGradient(_ pictures: Tensor, _ grid: Tensor, like shape: Tensor) -> Tensor {
    var sum = MatrixGradient(outputs: grid.channels, inputs: length)
    for band in bands {
      sum.add(gather(pictures, rows: band), gradient: grid.slice(rows: band))
    }
    return sum.finish(like: shape)
  }
}
