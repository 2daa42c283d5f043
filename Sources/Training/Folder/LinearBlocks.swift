import LinearAlgebra
import Tensors

/// A linear decoder in two dense layers, one of the whole coarse map and one of a position's block
/// of pixels: as near to the principal components as a map of so many channels allows.
///
/// The second layer's weights are the leading eigenvectors of what the components hold in all
/// blocks; the first layer's are what of each component lies along them.
struct LinearBlocks: Sendable {
  /// positions · width × 1 × latents
  private let first: Tensor
  /// block × 1 × width
  private let second: Tensor
  /// The mean's, 1 × 1 × positions · width.
  private let mean: Tensor

  /// The first layer's weights are that much times the components; the second's make up for it.
  private static let gain: Float = 4

  init(
    _ design: FolderDesign, _ components: LeadingComponents, width: Int
  ) throws(FolderError) {
    let (shape, factor) = (design.shape, design.factor)
    let kept = components.vectors.slice(rows: 0..<design.latents)
    let blocks = Self.blocks(of: kept, shape.height, shape.width, shape.channels, factor)
    let size = blocks.channels
    let deviations = components.variances.prefix(design.latents).map { Float($0.squareRoot()) }
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
    let coefficients = project(blocks)
    let numbers = coefficients.count / design.latents
    first = coefficients.reshaped(rows: design.latents, columns: 1, channels: numbers).turned
      .scaled(by: Self.gain)
    let back = FolderStart.step / Self.gain
    second = leading.turned.scaled(by: back)
    let centred = Tensor(
      rows: 1, columns: 1, channels: shape.count, values: components.mean
    ).scaled(by: 1, plus: -0.5)
    mean = project(Self.blocks(of: centred, shape.height, shape.width, shape.channels, factor))
      .reshaped(rows: 1, columns: 1, channels: numbers).scaled(by: 1 / back)
  }

  /// Pictures as vectors → (pictures · height / factor) × (width / factor) × block.
  private static func blocks(
    of rows: Tensor, _ height: Int, _ width: Int, _ channels: Int, _ factor: Int
  ) -> Tensor {
    rows.reshaped(rows: rows.rows * height, columns: width, channels: channels)
      .blocked(by: factor)
  }

  /// The dense layer before the coarse map: most of the model, and good already.
  func coarse(_ name: String) -> QuantisedWeights.Initial { .init(name, first, rate: 0.25) }

  func offset(_ name: String) -> QuantisedWeights.Initial {
    let most = mean.values.reduce(0) { max($0, abs($1)) }
    return .init(name, mean, rate: 0.5, step: max(most, 1) / 100)
  }

  func fine(_ name: String) -> QuantisedWeights.Initial { .init(name, second) }

  /// Black and white's middle.
  func middle(_ name: String) -> QuantisedWeights.Initial {
    .init(
      name, Tensor.zeros(rows: 1, columns: 1, channels: second.rows).scaled(by: 0, plus: 0.5),
      step: 0.5 / 64)
  }
}

extension Tensor {
  /// Columns for rows: channels × 1 × rows, of a matrix that has one column a row.
  var turned: Tensor {
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
