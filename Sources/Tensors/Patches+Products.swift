/// Convolutions as products with patches, of which only a band exists at a time.
extension Patches {
  /// layer(patches(pictures)): (samples · rows) × columns × outputs.
  package func product(_ pictures: Tensor, _ layer: Pointwise) -> Tensor {
    var out = TensorBuilder(rows: samples * rows, columns: columns, channels: layer.outputs)
    for band in bands { out.append(layer(gather(pictures, rows: band))) }
    return out.finish()
  }

  /// The pictures that layer(grid) makes as patches added up: (samples · height) × width ×
  /// channels.
  package func backProduct(_ grid: Tensor, _ layer: Pointwise) -> Tensor {
    var sum = PatchSum(self)
    for band in bands { sum.add(layer(grid.slice(rows: band)), rows: band) }
    return sum.finish()
  }

  /// gridᵀ · patches(pictures), in the shape of the weights.
  package func weightGradient(_ pictures: Tensor, _ grid: Tensor, like shape: Tensor) -> Tensor {
    var sum = MatrixGradient(outputs: grid.channels, inputs: length)
    for band in bands {
      sum.add(gather(pictures, rows: band), gradient: grid.slice(rows: band))
    }
    return sum.finish(like: shape)
  }
}
