/// The geometry of a convolution as a matrix product ("im2col"): a picture's patches become the
/// rows of a matrix, and gradients of patches are added back into pictures.
///
/// Samples are stacked along the rows. A patch is [tap row][tap column][channel].
package struct Patches: Sendable, Equatable {
  package let size: Int
  package let stride: Int
  /// The width of the border of zeros around each picture.
  package let padding: Int
  package let samples: Int
  /// The height of one picture.
  package let height: Int
  package let width: Int
  package let channels: Int

  /// The rows of one sample's grid of patches.
  package var rows: Int { (height + 2 * padding - size) / stride + 1 }
  package var columns: Int { (width + 2 * padding - size) / stride + 1 }
  /// The number of values in a patch.
  package var length: Int { size * size * channels }

  package init(
    size: Int, stride: Int, padding: Int, samples: Int, height: Int, width: Int, channels: Int
  ) {
    precondition(size > 0 && stride > 0 && padding >= 0 && samples > 0)
    precondition(height + 2 * padding >= size && width + 2 * padding >= size)
    self.size = size
    self.stride = stride
    self.padding = padding
    self.samples = samples
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Ranges of rows of the stacked grids that fit into the cache: at most a quarter of a million
  /// numbers each, or one row.
  package var bands: [Range<Int>] {
    let all = samples * rows
    let band = max(1, (1 << 18) / max(columns * length, 1))
    return Swift.stride(from: 0, to: all, by: band).map { $0..<min($0 + band, all) }
  }

  /// Copies the patches of some rows of the stacked grids.
  ///
  /// - Parameter pictures: (samples · height) × width × channels
  /// - Returns: range × columns × length
  package func gather(_ pictures: Tensor, rows range: Range<Int>) -> Tensor {
    precondition(pictures.rows == samples * height && pictures.columns == width)
    precondition(pictures.channels == channels)
    let output = Tensor(uninitialized: range.count, columns, length)
    unsafe output.base.update(repeating: 0, count: output.count)
    forEachRun(rows: range) { picture, patch, count in
      unsafe (output.base + patch).update(from: pictures.base + picture, count: count)
    }
    return output
  }

  /// Calls `body` for each run of a patch's numbers that are contiguous in a picture, with their
  /// offsets in the pictures and in the band of patches, and their count.
  fileprivate func forEachRun(rows range: Range<Int>, _ body: (Int, Int, Int) -> Void) {
    for row in range {
      let (sample, gridRow) = (row / rows, row % rows)
      for column in 0..<columns {
        let left = column * stride - padding
        let (first, end) = (max(0, -left), min(size, width - left))
        guard first < end else { continue }
        for tap in 0..<size {
          let y = gridRow * stride - padding + tap
          guard y >= 0, y < height else { continue }
          let picture = ((sample * height + y) * width + left + first) * channels
          let position = (row - range.lowerBound) * columns + column
          let patch = position * length + (tap * size + first) * channels
          body(picture, patch, (end - first) * channels)
        }
      }
    }
  }
}

/// Pictures that are the sum of patches, added in a fixed order.
package struct PatchSum: ~Copyable {
  private let patches: Patches
  private let pictures: Tensor

  package init(_ patches: Patches) {
    self.patches = patches
    pictures = .zeros(
      rows: patches.samples * patches.height, columns: patches.width,
      channels: patches.channels)
  }

  /// Adds the patches of some rows of the stacked grids at the positions they were copied from.
  ///
  /// - Parameter band: range × columns × length
  package mutating func add(_ band: Tensor, rows range: Range<Int>) {
    precondition(band.count == range.count * patches.columns * patches.length)
    let pictures = self.pictures
    patches.forEachRun(rows: range) { picture, patch, count in
      let (to, from) = unsafe (pictures.base + picture, band.base + patch)
      for i in 0..<count { unsafe to[i] += unsafe from[i] }
    }
  }

  /// (samples · height) × width × channels
  package consuming func finish() -> Tensor { pictures }
}

// Convolutions as products with patches; only one band of patches exists at a time.
extension Patches {
  /// Computes layer(patches(pictures)): (samples · rows) × columns × outputs.
  package func product(_ pictures: Tensor, _ layer: Pointwise) -> Tensor {
    var out = TensorBuilder(rows: samples * rows, columns: columns, channels: layer.outputs)
    for band in bands { out.append(layer(gather(pictures, rows: band))) }
    return out.finish()
  }

  /// Adds up the patches layer(grid) as pictures: (samples · height) × width × channels.
  package func backProduct(_ grid: Tensor, _ layer: Pointwise) -> Tensor {
    var sum = PatchSum(self)
    for band in bands { sum.add(layer(grid.slice(rows: band)), rows: band) }
    return sum.finish()
  }

  /// Computes gridᵀ · patches(pictures), in the shape of the weights.
  package func weightGradient(_ pictures: Tensor, _ grid: Tensor, like shape: Tensor) -> Tensor {
    var sum = MatrixGradient(outputs: grid.channels, inputs: length)
    for band in bands {
      sum.add(gather(pictures, rows: band), gradient: grid.slice(rows: band))
    }
    return sum.finish(like: shape)
  }
}
