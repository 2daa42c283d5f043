import Tensors

/// Factors and offsets per channel. All samples share them, or each sample has its own.
///
///     x, out  (samples · height) × width × channels
///     v       groups × 1 × channels, groups 1 or samples
extension Variable {
  /// out = x · v; dx = dout · v, dv = Σ over positions dout · x
  package func scaled(byChannel factors: Variable) -> Variable {
    let (x, v) = (value, factors.value)
    let (first, second) = (learns, factors.learns)
    return tape.record(
      x.scaled(byChannel: v), samples: samples, from: [self, factors], name: "scaled"
    ) { gradient in
      [
        first ? gradient.scaled(byChannel: v) : nil,
        second ? gradient.channelSums(times: x, groups: v.rows) : nil,
      ]
    }
  }

  /// out = x + v; dx = dout, dv = Σ over positions dout
  package func biased(byChannel offsets: Variable) -> Variable {
    let (v, second) = (offsets.value, offsets.learns)
    return tape.record(
      value.scaled(byChannel: nil, plus: v), samples: samples, from: [self, offsets],
      name: "biased"
    ) { gradient in
      [gradient, second ? gradient.channelSums(groups: v.rows) : nil]
    }
  }

  /// Looks up a row of this table for each sample: an embedding.
  ///
  ///     table  entries × 1 × channels
  ///     out    samples × 1 × channels
  ///
  /// dtable[entry] = Σ dout over the samples with that index, in their order
  package func entries(_ indices: [Int]) -> Variable {
    let table = value
    let out = table.gatheringRows(indices)
    return tape.record(out, samples: indices.count, from: [self], name: "entries") { gradient in
      [gradient.scatteringRows(indices, of: table.rows)]
    }
  }
}
