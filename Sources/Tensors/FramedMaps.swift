import CKernels

/// Pictures with a frame of zeros, so that 3×3 convolutions have no edge cases: the patch of a
/// position is three runs of contiguous numbers, and nothing is copied.
///
/// Samples are stacked along the rows. A row begins with one zero position, which also pads the
/// previous row on its right; a row of zeros lies above, between and below the samples.
package struct FramedMaps: Sendable {
  package let samples: Int
  /// The height of one picture.
  package let height: Int
  package let width: Int
  package let channels: Int
  /// (samples · (height + 1) + 1) rows of width + 1 positions, and one more position.
  private let frame: FloatBuffer

  /// - Parameter pictures: (samples · height) × width × channels
  package init(_ pictures: Tensor, samples: Int) {
    precondition(samples > 0 && pictures.rows % samples == 0)
    self.samples = samples
    (height, width, channels) = (pictures.rows / samples, pictures.columns, pictures.channels)
    let line = (width + 1) * channels
    frame = FloatBuffer(count: (samples * (height + 1) + 1) * line + channels)
    unsafe frame.base.update(repeating: 0, count: line)
    for sample in 0..<samples {
      for row in 0..<height {
        let to = unsafe frame.base + (sample * (height + 1) + row + 1) * line
        let from = unsafe pictures.base + (sample * height + row) * width * channels
        unsafe to.update(repeating: 0, count: channels)
        unsafe (to + channels).update(from: from, count: width * channels)
      }
      let below = unsafe frame.base + (sample + 1) * (height + 1) * line
      unsafe below.update(repeating: 0, count: line)
    }
    unsafe (frame.base + frame.count - channels).update(repeating: 0, count: channels)
  }

  /// The number of rows of all samples with the zero rows between them.
  private var rows: Int { samples * (height + 1) - 1 }

  /// The number of rows whose outputs fit into the cache.
  private var band: Int { max(1, (1 << 11) / (width + 1)) }

  /// Computes the convolution with 3×3 weights and stride 1, with the same bits as ``Patches``.
  ///
  /// - Parameter layer: 9 · channels → outputs, taps in reading order
  /// - Returns: (samples · height) × width × outputs
  package func product(_ layer: Pointwise) -> Tensor {
    precondition(layer.inputs == 9 * channels, "not weights of 3×3")
    let output = Tensor(uninitialized: samples * height, width, layer.outputs)
    let scratch = FloatBuffer(count: band * (width + 1) * layer.outputs)
    for first in stride(from: 0, to: rows, by: band) {
      let count = min(band, rows - first)
      var product = unsafe aez_product(
        in: frame.base + first * (width + 1) * channels, weights: layer.weights.base,
        bias: layer.bias.base, residual: nil, out: scratch.base,
        rows: count * (width + 1) - 1, inputs: layer.inputs, outputs: layer.outputs,
        in_stride: channels, out_stride: layer.outputs, segments: 3,
        segment_stride: (width + 1) * channels, activate: false)
      unsafe Kernels.current.table.pointee.product(&product)
      unsafe unframe(scratch.base, rows: first..<first + count, into: output)
    }
    return output
  }

  /// Copies the positions of the pictures out of framed rows.
  private func unframe(
    _ scratch: UnsafePointer<Float>, rows: Range<Int>, into output: Tensor
  ) {
    let depth = output.channels
    for row in rows {
      let (sample, line) = row.quotientAndRemainder(dividingBy: height + 1)
      guard line < height else { continue }
      let from = unsafe scratch + (row - rows.lowerBound) * (width + 1) * depth
      let to = unsafe output.base + (sample * height + line) * width * depth
      unsafe to.update(from: from, count: width * depth)
    }
  }

  /// The gradient of the weights: Σ over positions gradient ⊗ patch.
  ///
  /// - Parameters:
  ///   - gradient: the gradient of the outputs, framed as these pictures are
  ///   - shape: the shape of the weights, outputs × 9 × channels
  package func weightGradient(_ gradient: FramedMaps, like shape: Tensor) -> Tensor {
    precondition(gradient.samples == samples && gradient.height == height)
    precondition(gradient.width == width && shape.count == 9 * channels * gradient.channels)
    let (outputs, inputs) = (gradient.channels, 3 * channels)
    let scratch = FloatBuffer(count: Int(AEZ_GRADIENT_BLOCK) * (outputs + 8))
    let result = Tensor(uninitialized: shape.rows, shape.columns, shape.channels)
    let sums = FloatBuffer(count: outputs * Pointwise.padded(inputs))
    // The first position of the first row: its patch begins at the start of the frame.
    let first = unsafe gradient.frame.base + (width + 2) * outputs
    for line in 0..<3 {
      var call = unsafe aez_product_gradient(
        in: frame.base + line * (width + 1) * channels, gradient: first, out: sums.base,
        scratch: scratch.base, rows: rows * (width + 1) - 1, inputs: inputs, outputs: outputs,
        in_stride: channels, accumulate: false)
      unsafe Kernels.current.table.pointee.product_gradient(&call)
      for output in 0..<outputs {
        unsafe (result.base + (3 * output + line) * inputs).update(
          from: sums.base + output * Pointwise.padded(inputs), count: inputs)
      }
    }
    return result
  }
}

extension Pointwise {
  /// The transposed 3×3 convolution, which propagates gradients back: taps flipped, inputs and
  /// outputs exchanged.
  ///
  /// - Parameter weights: outputs × 9 × inputs
  package init(turning weights: Tensor) {
    precondition(weights.columns == 9)
    let (outputs, inputs) = (weights.rows, weights.channels)
    let turned = Tensor(uninitialized: inputs, 9, outputs)
    for output in 0..<outputs {
      for tap in 0..<9 {
        let from = unsafe weights.base + (output * 9 + tap) * inputs
        let to = unsafe turned.base + (8 - tap) * outputs + output
        for input in 0..<inputs { unsafe to[input * 9 * outputs] = unsafe from[input] }
      }
    }
    self.init(matrix: turned)
  }
}
