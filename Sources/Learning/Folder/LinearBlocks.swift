import LinearAlgebra
import Tensors

/// A linear decoder in two dense layers: one makes the coarse map, the other a block of pixels from
/// each position. It approximates the principal components as closely as the map's channels allow.
///
/// The second layer's weights are the leading eigenvectors of the components' blocks. The first
/// layer's weights are the projections of the components on them.
package struct LinearBlocks: Sendable {
  /// First layer, positions · width × 1 × latents.
  private let first: Tensor
  /// Second layer, block × 1 × width.
  private let second: Tensor
  /// The coarse map of the mean picture, 1 × 1 × positions · width.
  private let mean: Tensor
  /// Marks the weights of the first layer that may differ from zero in a mirrored map.
  private let mask: Tensor?

  /// Scales the first layer's weights up and the second's down.
  private static let gain: Float = 4

  /// Computes the weights of both layers.
  ///
  /// - Parameter width: channels of the coarse map
  package static func fit(
    _ design: FolderDesign, _ components: FolderComponents, width: Int
  ) throws(FolderError) -> LinearBlocks {
    let (shape, factor) = (design.shape, design.factor)
    let blocks = Self.blocks(
      of: components.vectors, shape.height, shape.width, shape.channels, factor)
    let size = blocks.channels
    let deviations = components.variances.map { Float($0.squareRoot()) }
    let weighted = blocks.scaled(bySample: deviations)
    var sum = MatrixGradient(outputs: size, inputs: size)
    sum.add(weighted, gradient: weighted)
    let found: Eigenvectors
    do throws(EigenvectorsError) {
      let square = sum.finish(like: .zeros(rows: size, columns: 1, channels: size))
      found = try Eigenvectors(ofSymmetric: square.values.map { Double($0) }, order: size)
    } catch {
      throw .components(error)
    }
    let leading = Tensor(
      rows: width, columns: 1, channels: size,
      values: (0..<width * size).map { $0 < found.vectors.count ? Float(found.vectors[$0]) : 0 })
    let project = Pointwise(matrix: leading)
    func coefficients(_ blocks: Tensor) -> Tensor {
      let map = project(blocks)
      return design.isMirrored ? map.folded().scaled(by: 0.5) : map
    }
    let map = coefficients(blocks)
    let numbers = map.count / design.latents
    let mask = design.isMirrored ? Self.mask(map, latents: design.latents).turned : nil
    let first = map.reshaped(rows: design.latents, columns: 1, channels: numbers).turned
      .scaled(by: gain)
    let back = FolderStart.step / gain
    let second = leading.turned.scaled(by: back)
    let centred = Tensor(
      rows: 1, columns: 1, channels: shape.count, values: components.mean
    ).scaled(by: 1, plus: -0.5)
    let mean = coefficients(
      Self.blocks(of: centred, shape.height, shape.width, shape.channels, factor)
    )
    .reshaped(rows: 1, columns: 1, channels: numbers).scaled(by: 1 / back)
    return LinearBlocks(first: first, second: second, mean: mean, mask: mask)
  }

  /// Splits pictures into blocks: vectors → (pictures · height / factor) × (width / factor) ×
  /// block.
  private static func blocks(
    of rows: Tensor, _ height: Int, _ width: Int, _ channels: Int, _ factor: Int
  ) -> Tensor {
    rows.reshaped(rows: rows.rows * height, columns: width, channels: channels)
      .blocked(by: factor)
  }

  /// Ones at the entries that a latent may use.
  ///
  /// An even latent has an even part only in channels with even blocks, and an odd part in the
  /// others. One of each channel's two numbers is zero everywhere.
  ///
  /// - Parameter map: (latents · height) × width × 2 · channels
  /// - Returns: latents × 1 × numbers
  private static func mask(_ map: Tensor, latents: Int) -> Tensor {
    let (numbers, depth) = (map.count / latents, map.channels)
    let squares = map.channelSums(times: map, groups: latents).values
    var mask: [Float] = []
    mask.reserveCapacity(map.count)
    for latent in 0..<latents {
      let sums = squares[latent * depth..<(latent + 1) * depth]
      let ones = (0..<depth).map { channel -> Float in
        let other = (channel + depth / 2) % depth
        let (own, others) = (sums[sums.startIndex + channel], sums[sums.startIndex + other])
        return own > others || (own == others && channel < other) ? 1 : 0
      }
      for _ in 0..<numbers / depth { mask += ones }
    }
    return Tensor(rows: latents, columns: 1, channels: numbers, values: mask)
  }

  /// The dense layer before the coarse map, which has most of the weights and starts close to its
  /// optimum.
  package func coarse(_ name: String, _ gains: LatentGains) -> QuantisedWeights.Initial {
    .init(name, first, rate: 0.5, mask: mask, gains: gains.factors)
  }

  package func offset(_ name: String) -> QuantisedWeights.Initial {
    let most = mean.values.reduce(0) { max($0, abs($1)) }
    return .init(name, mean, rate: 0.5, step: max(most, 1) / 100)
  }

  package func fine(_ name: String) -> QuantisedWeights.Initial { .init(name, second) }

  /// A bias of mid-grey.
  package func middle(_ name: String) -> QuantisedWeights.Initial {
    .init(
      name, Tensor.zeros(rows: 1, columns: 1, channels: second.rows).scaled(by: 0, plus: 0.5),
      step: 0.5 / 64)
  }
}

extension Tensor {
  /// Transposes a matrix of one column to channels × 1 × rows.
  package var turned: Tensor {
    precondition(columns == 1)
    let values = values
    var turned: [Float] = []
    turned.reserveCapacity(count)
    for channel in 0..<channels {
      for row in 0..<rows { turned.append(values[row * channels + channel]) }
    }
    return Tensor(rows: channels, columns: 1, channels: rows, values: turned)
  }
}
