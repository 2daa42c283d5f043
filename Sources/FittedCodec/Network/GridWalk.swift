import CFitted

/// What is done with each latent of a grid, in coding order.
protocol LatentVisitor {
  /// - Parameters:
  ///   - mean: in 1/32
  ///   - level: 0…255
  /// - Returns: the latent at this position, with a magnitude of at most ``LatentCoding/bound``
  mutating func visit(row: Int, column: Int, mean: Int, level: Int) throws(FittedError) -> Int16
}

/// Goes through a grid diagonal by diagonal: all positions of one depend on earlier ones alone, so
/// the context network is evaluated for all of them at once.
///
/// With slope s, column x of row y is on diagonal x + s · y. The latents of the last diagonals are
/// kept by diagonal and row, so that a neighbour of successive positions is a run of memory.
struct GridWalk {
  private let network: IntegerNetwork
  private let kernels: FittedKernels
  private let slope: Int
  /// Of each neighbour: how many diagonals back it is, and its row.
  private let back: [(diagonals: Int, row: Int)]
  private static let ring = 64
  private static let margin = 8

  init(_ network: IntegerNetwork, kernels: FittedKernels) {
    (self.network, self.kernels) = (network, kernels)
    let slope = network.shape.slope
    self.slope = slope
    back = network.shape.offsets.map { (-$0.column - slope * $0.row, $0.row) }
    precondition(back.allSatisfy { $0.diagonals > 0 && $0.diagonals < Self.ring })
  }

  /// - Parameters:
  ///   - features: those of the grid, or empty
  ///   - featureColumns: the width of the map of features
  func run<Visitor: LatentVisitor>(
    _ shape: LatentGridShape, features: [Int16], featureColumns: Int, visitor: inout Visitor
  ) throws(FittedError) {
    let (rows, columns) = (shape.rows, shape.columns)
    let width = rows + 2 * Self.margin
    let longest = min(rows, (columns - 1) / slope + 1)
    let stride = (longest + 63) / 32 * 32
    let half = network.shape.inputs / 2
    var recent = [Int16](repeating: 0, count: Self.ring * width)
    var pairs = [Int32](repeating: 0, count: half * stride)
    var means = [Int32](repeating: 0, count: stride)
    var levels = means
    // The rows that each slot of the ring holds; all others are zeros.
    var held = [Range<Int>](repeating: 0..<0, count: Self.ring)
    for diagonal in 0..<columns + slope * (rows - 1) {
      let first = max(0, (diagonal - columns + slope) / slope)
      let count = max(0, min(rows - 1, diagonal / slope) - first + 1)
      let index = diagonal & (Self.ring - 1)
      let slot = index * width + Self.margin
      if count > 0 {
        gather(recent, width, diagonal, first, count, &pairs, stride)
        if !features.isEmpty {
          gatherFeatures(features, featureColumns, diagonal, first, count, &pairs, stride)
        }
        evaluate(pairs, stride, count, &means, &levels)
      }
      for row in held[index] { recent[slot + row] = 0 }
      held[index] = first..<first + count
      for k in 0..<count {
        let row = first + k
        let latent = try visitor.visit(
          row: row, column: diagonal - slope * row, mean: Int(means[k]), level: Int(levels[k]))
        recent[slot + row] = IntegerNetwork.activation(latent)
      }
    }
  }

  private func gather(
    _ recent: [Int16], _ width: Int, _ diagonal: Int, _ first: Int, _ count: Int,
    _ pairs: inout [Int32], _ stride: Int
  ) {
    unsafe recent.withUnsafeBufferPointer { recent in
      unsafe pairs.withUnsafeMutableBufferPointer { pairs in
        for k in 0..<back.count / 2 {
          let (a, b) = (back[2 * k], back[2 * k + 1])
          let mask = Self.ring - 1
          let from = unsafe recent.baseAddress! + first + Self.margin
          let low = unsafe from + ((diagonal - a.diagonals) & mask) * width + a.row
          let high = unsafe from + ((diagonal - b.diagonals) & mask) * width + b.row
          let to = unsafe pairs.baseAddress! + k * stride
          for i in 0..<count { unsafe to[i] = Int32(low[i]) & 0xFFFF | Int32(high[i]) << 16 }
        }
      }
    }
  }

  private func gatherFeatures(
    _ features: [Int16], _ featureColumns: Int, _ diagonal: Int, _ first: Int, _ count: Int,
    _ pairs: inout [Int32], _ stride: Int
  ) {
    let each = network.shape.features
    unsafe features.withUnsafeBufferPointer { features in
      unsafe pairs.withUnsafeMutableBufferPointer { pairs in
        let to = unsafe pairs.baseAddress! + back.count / 2 * stride
        for i in 0..<count {
          let (row, column) = (first + i, diagonal - slope * (first + i))
          let from =
            unsafe features.baseAddress!
            + ((row >> 1) * featureColumns + (column >> 1)) * each
          for k in 0..<each / 2 {
            unsafe to[k * stride + i] =
              Int32(from[2 * k]) & 0xFFFF | Int32(from[2 * k + 1]) << 16
          }
        }
      }
    }
  }

  private func evaluate(
    _ pairs: [Int32], _ stride: Int, _ count: Int, _ means: inout [Int32], _ levels: inout [Int32]
  ) {
    unsafe pairs.withUnsafeBufferPointer { pairs in
      unsafe network.weights.withUnsafeBufferPointer { weights in
        unsafe network.biases.withUnsafeBufferPointer { biases in
          unsafe means.withUnsafeMutableBufferPointer { means in
            unsafe levels.withUnsafeMutableBufferPointer { levels in
              var job = unsafe aez_fitted_integers(
                pairs: pairs.baseAddress, weights: weights.baseAddress,
                biases: biases.baseAddress, inputs: Int32(network.shape.inputs),
                stride: Int32(stride), count: Int32(count), means: means.baseAddress,
                levels: levels.baseAddress)
              unsafe kernels.table.pointee.integers(&job)
            }
          }
        }
      }
    }
  }
}
