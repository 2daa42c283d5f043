import CKernels

/// A depthwise convolution: each channel has its own size × size filter, with zero padding.
///
/// Each output is one chain of fused multiply-adds: bias first, then the taps in reading order.
/// Taps beyond the edge are left out, which equals multiplying them by zero.
package struct Depthwise: Sendable {
  package let channels: Int
  package let size: Int
  private let weights: FloatBuffer
  private let bias: FloatBuffer?

  /// The number of channels must be a multiple of this.
  package static let channelMultiple = 16

  /// - Parameters:
  ///   - weights: channels × size × size
  ///   - bias: channels, or nil for none
  ///   - size: odd
  package init(weights source: [Float], bias offsets: [Float]?, size: Int) {
    let taps = size * size
    channels = source.count / taps
    self.size = size
    precondition(size % 2 == 1 && channels % Self.channelMultiple == 0)
    weights = FloatBuffer(count: source.count)
    for channel in 0..<channels {
      for tap in 0..<taps {
        unsafe weights.base[tap * channels + channel] = source[channel * taps + tap]
      }
    }
    bias = offsets.map { offsets in
      let buffer = FloatBuffer(count: offsets.count)
      for channel in offsets.indices { unsafe buffer.base[channel] = offsets[channel] }
      return buffer
    }
  }

  /// A layer of weights in the kernel's order, [tap][channel].
  init(channels: Int, size: Int, weights: FloatBuffer, bias: FloatBuffer?) {
    self.channels = channels
    self.size = size
    self.weights = weights
    self.bias = bias
  }

  /// Multiply-adds a position costs.
  package var cost: Int { channels * size * size }

  /// - Parameters:
  ///   - input: rows × columns × channels
  ///   - range: the rows of the result that are wanted; all if nil
  /// - Returns: range × columns × channels
  package func callAsFunction(_ input: Tensor, rows range: Range<Int>? = nil) -> Tensor {
    let range = range ?? 0..<input.rows
    precondition(input.channels == channels && range.upperBound <= input.rows)
    let output = Tensor(uninitialized: range.count, input.columns, channels)
    unsafe filter(input, rows: range, into: output.base)
    return output
  }

  func filter(_ input: Tensor, rows range: Range<Int>, into output: UnsafeMutablePointer<Float>) {
    var call = unsafe aez_depthwise(
      in: input.base, weights: weights.base, bias: bias?.base, out: output,
      rows: input.rows, columns: input.columns, channels: channels, size: size,
      first_row: range.lowerBound, end_row: range.upperBound)
    unsafe Kernels.current.table.pointee.depthwise(&call)
  }
}
