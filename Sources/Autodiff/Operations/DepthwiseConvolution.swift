import Tensors

/// out[p][c] = b[c] + Σ over taps x[p + tap][c] · W[tap][c], zero padding.
///
///     x, out  (samples · height) × width × channels; channels a multiple of 16
///     W       size × size × channels, size 3, 5 or 7
///     b       1 × channels
///
///     dx = dout filtered with W rotated by 180°
///     dW = Σ over positions dout[p][c] · x[p + tap][c]
///     db = Σ over positions dout
extension Variable {
  /// - Parameters:
  ///   - filter: size × size × channels
  ///   - bias: channels numbers, or nil for none
  package func depthwise(_ filter: Parameter, bias: Parameter? = nil) -> Variable {
    let weights = tape.variable(filter)
    let offset = bias.map(tape.variable)
    let (x, wanted, biased, samples) = (value, learns, bias != nil, samples)
    let learning = weights.learns
    let taps = weights.value
    let out = Depthwise(filter: taps, bias: offset?.value)(x, samples: samples)
    let operands = [self, weights] + [offset].compactMap(\.self)
    return tape.record(out, samples: samples, from: operands, name: "depthwise") { gradient in
      let back = wanted ? Depthwise(flipping: taps)(gradient, samples: samples) : nil
      guard learning else { return [back, nil] + (biased ? [nil] : []) }
      let sums = Depthwise.filterGradient(
        x, gradient: gradient, samples: samples, size: taps.rows)
      return [back, sums] + (biased ? [gradient.channelSums()] : [])
    }
  }
}
