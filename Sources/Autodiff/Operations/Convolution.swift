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
/// To save memory, both directions create the patches band by band. A 3×3 convolution with stride 1
/// and padding 1 reads its input directly and creates none.
extension Variable {
  /// - Parameters:
  ///   - weights: outputs × size² × inputs
  ///   - bias: outputs numbers, or nil for none
  package func convolution(
    _ weights: Parameter, bias: Parameter? = nil, stride: Int = 1, padding: Int = 0
  ) -> Variable {
    let matrix = tape.matrix(weights)
    let offset = bias.map(tape.variable)
    if matrix.values.columns == 9, stride == 1, padding == 1 {
      return framedConvolution(weights, bias: offset)
    }
    let patches = Patches(
      size: Int(Double(matrix.values.columns).squareRoot()), stride: stride, padding: padding,
      samples: samples, height: height, width: value.columns, channels: value.channels)
    let kernel = tape.variable(weights)
    let (x, wanted, learning, biased) = (value, learns, kernel.learns, bias != nil)
    let out = patches.product(x, matrix.forward.biased(by: offset?.value))
    let operands = [self, kernel] + [offset].compactMap(\.self)
    return tape.record(out, samples: samples, from: operands, name: "convolution") { gradient in
      let back = wanted ? patches.backProduct(gradient, matrix.backward) : nil
      let sums = learning ? patches.weightGradient(x, gradient, like: matrix.values) : nil
      return [back, sums] + (biased ? [learning ? gradient.channelSums() : nil] : [])
    }
  }

  /// A 3×3 convolution with stride 1 and padding 1, without patches in memory.
  private func framedConvolution(_ weights: Parameter, bias offset: Variable?) -> Variable {
    let matrix = tape.matrix(weights)
    let kernel = tape.variable(weights)
    let (wanted, learning, samples) = (learns, kernel.learns, samples)
    let maps = FramedMaps(value, samples: samples)
    let out = maps.product(matrix.forward.biased(by: offset?.value))
    let operands = [self, kernel] + [offset].compactMap(\.self)
    return tape.record(out, samples: samples, from: operands, name: "convolution") { gradient in
      let framed = FramedMaps(gradient, samples: samples)
      let back = wanted ? framed.product(matrix.turned) : nil
      let sums = learning ? maps.weightGradient(framed, like: matrix.values) : nil
      return [back, sums] + (offset == nil ? [] : [learning ? gradient.channelSums() : nil])
    }
  }
}
