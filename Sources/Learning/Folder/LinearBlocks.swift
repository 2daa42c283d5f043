import LinearAlgebra
import Tensors

/// A linear decoder in two dense layers, one of the whole coarse map and one of a position's block
/// of pixels: as near to the principal components as a map of so many channels allows.
///
/// The second layer's weights are the leading eigenvectors of what the components hold in all
/// blocks; the first layer's are what of each component lies along them.
package struct LinearBlocks: Sendable {
  /// positions · width × 1 × latents
  private let first: Tensor
  /// block × 1 × width
  private let second: Tensor
  /// The mean's, 1 × 1 × positions · width.
  private let mean: Tensor
  /// Where the map is mirrored, which numbers of the first layer may differ from nought.
  private let mask: Tensor?

  /// The first layer's weights are that much times the components; the second's make up for it.
  private static let gain: Float = 4

  package init(
    _ design: FolderDesign, _ components: FolderComponents, width: Int
  ) throws(FolderError) {
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
    mask = design.isMirrored ? Self.mask(map, latents: design.latents).turned : nil
    first = map.reshaped(rows: design.latents, columns: 1, channels: numbers).turned
      .scaled(by: Self.gain)
    let back = FolderStart.step / Self.gain
    second = leading.turned.scaled(by: back)
    let centred = Tensor(
      rows: 1, columns: 1, channels: shape.count, values: components.mean
    ).scaled(by: 1, plus: -0.5)
    mean = coefficients(
      Self.blocks(of: centred, shape.height, shape.width, shape.channels, factor)
    )
    .reshaped(rows: 1, columns: 1, channels: numbers).scaled(by: 1 / back)
  }

  /// Pictures as vectors → (pictures · height / factor) × (width / factor) × block.
  private static func blocks(
    of rows: Tensor, _ height: Int, _ width: Int, _ channels: Int, _ factor: Int
  ) -> Tensor {
    rows.reshaped(rows: rows.rows * height, columns: width, channels: channels)
      .blocked(by: factor)
  }

  /// Ones where a code's part lies.
  ///
  /// A code that is even has an even part in those channels alone whose blocks are even, and an odd
  /// one in the others: of a channel's two numbers one is nought everywhere.
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

  /// The dense layer before the coarse map: most of the model, and good already.
  package func coarse(_ name: String, _ gains: LatentGains) -> QuantisedWeights.Initial {
    .init(name, first, rate: 0.5, mask: mask, gains: gains.factors)
  }

  package func offset(_ name: String) -> QuantisedWeights.Initial {
    let most = mean.values.reduce(0) { max($0, abs($1)) }
    return .init(name, mean, rate: 0.5, step: max(most, 1) / 100)
  }

  package func fine(_ name: String) -> QuantisedWeights.Initial { .init(name, second) }

  /// Black and white's middle.
  package func middle(_ name: String) -> QuantisedWeights.Initial {
    .init(
      name, Tensor.zeros(rows: 1, columns: 1, channels: second.rows).scaled(by: 0, plus: 0.5),
      step: 0.5 / 64)
  }
}

extension Tensor {
  /// Columns for rows: channels × 1 × rows, of a matrix that has one column a row.
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
