import Tensors

/// A layer program with its weights. It gives the same bits on every machine.
struct SampleNetwork: Sendable {
  let layers: [PlacedLayer]
  private let operations: [Operation]

  /// Reads the weights; throws ``ModelError``.
  ///
  /// - Parameters:
  ///   - name: the prefix of the tensors name.0.weight, name.0.bias, name.1.weight …
  ///   - input: the shape of one sample of the input
  init(
    _ program: LayerProgram, _ name: String, input: SampleShape, _ reader: WeightReader
  ) throws(ModelError) {
    layers = try program.placed(on: input)
    var operations: [Operation] = []
    for layer in layers {
      operations.append(try Operation(layer, name, reader))
    }
    self.operations = operations
  }

  /// The shape of the output for a sample.
  func output(of input: SampleShape) -> SampleShape { layers.last?.output ?? input }

  /// Applies all layers.
  ///
  /// - Parameters:
  ///   - input: (samples · height) × width × channels
  ///   - samples: the number of samples in the map, one below the other
  func callAsFunction(_ input: Tensor, samples: Int) -> Tensor {
    var (x, stack) = (input, [Tensor]())
    for operation in operations { x = operation(x, samples: samples, &stack) }
    return x
  }
}

/// A layer with its weights.
private enum Operation: Sendable {
  case dense(Pointwise)
  case convolution(Pointwise, stride: Int)
  /// A product inputs → 9 · outputs, whose patches are added up, and a bias added at the end.
  case transposed(Pointwise, bias: [Float])
  case maxima
  case repeated
  case unblocked(factor: Int)
  case unfolded
  case push, swap, add
  case reshape(SampleShape)
  case function(Activation)

  init(_ placed: PlacedLayer, _ name: String, _ reader: WeightReader) throws(ModelError) {
    guard let weights = placed.weights else {
      switch placed.layer {
      case .maxima: self = .maxima
      case .repeated: self = .repeated
      case .unblocked(let factor): self = .unblocked(factor: factor)
      case .unfolded: self = .unfolded
      case .push: self = .push
      case .swap: self = .swap
      case .add: self = .add
      case .reshape(let shape): self = .reshape(shape)
      case .function(let function): self = .function(function)
      default: preconditionFailure("a layer that needs weights has none")
      }
      return
    }
    let matrix = try reader.stepped("\(name).\(weights.number).weight", shape: weights.shape)
    let bias = try reader.stepped("\(name).\(weights.number).bias", shape: [weights.bias])
    switch placed.layer {
    case .convolution(_, let stride):
      self = .convolution(Pointwise(weights: matrix, bias: bias), stride: stride)
    case .transposedConvolution(let outputs):
      let tensor = Tensor(
        rows: placed.input.channels, columns: 9, channels: outputs, values: matrix)
      self = .transposed(Pointwise(transposing: tensor), bias: bias)
    default: self = .dense(Pointwise(weights: matrix, bias: bias))
    }
  }

  func callAsFunction(_ x: Tensor, samples: Int, _ stack: inout [Tensor]) -> Tensor {
    let height = x.rows / samples
    switch self {
    case .dense(let matrix): return matrix(x)
    case .convolution(let matrix, stride: 1): return FramedMaps(x, samples: samples).product(matrix)
    case .convolution(let matrix, let stride):
      return Patches(
        size: 3, stride: stride, padding: 1, samples: samples, height: height, width: x.columns,
        channels: x.channels
      ).product(x, matrix)
    case .transposed(let matrix, let bias):
      return Patches(
        size: 3, stride: 2, padding: 1, samples: samples, height: 2 * height,
        width: 2 * x.columns, channels: bias.count
      ).backProduct(x, matrix).adding(bias)
    case .maxima: return x.maximaPooled(by: 2).maxima
    case .repeated: return x.repeated(by: 2)
    case .unblocked(let factor): return x.unblocked(by: factor)
    case .unfolded: return x.unfolded()
    case .push:
      stack.append(x)
      return x
    case .swap:
      let top = stack.removeLast()
      stack.append(x)
      return top
    case .add: return stack.removeLast().combined(.sum, x)
    case .reshape(let shape):
      return x.reshaped(
        rows: samples * shape.height, columns: shape.width, channels: shape.channels)
    case .function(let function): return x.applying(function)
    }
  }
}
