import Tensors

/// One layer of a network for samples, without its weights.
///
/// All convolutions are 3×3 and padded with zeros.
package enum Layer: Sendable, Equatable {
  /// A matrix product inputs → outputs at every position.
  case dense(outputs: Int)
  /// A convolution with stride 1 or 2.
  case convolution(outputs: Int, stride: Int)
  /// A transposed convolution that doubles both sides.
  case transposedConvolution(outputs: Int)
  /// Max pooling over 2×2 windows.
  case maxima
  /// Nearest-neighbour upsampling to 2×2 windows.
  case repeated
  /// Channels become blocks of r×r positions: channel (dy·r + dx)·c + i of a position becomes
  /// channel i of the position (dy, dx) of its block.
  case unblocked(factor: Int)
  /// The first half of the channels is an even part, the second an odd part; the result is their
  /// sum and, to its right, their mirrored difference.
  case unfolded
  /// Pushes a copy of the map onto the stack.
  case push
  /// Exchanges the map and the top of the stack.
  case swap
  /// Pops a map from the stack and adds it to the map.
  case add
  /// The same numbers in the same order, in another shape.
  case reshape(SampleShape)
  case function(Activation)
}

extension Layer: CustomStringConvertible {
  /// The layer as model files write it.
  package var description: String {
    switch self {
    case .dense(let outputs): "dense:\(outputs)"
    case .convolution(let outputs, 1): "convolve:\(outputs)"
    case .convolution(let outputs, let stride): "convolve:\(outputs)/\(stride)"
    case .transposedConvolution(let outputs): "transpose:\(outputs)"
    case .maxima: "maxima"
    case .repeated: "repeat"
    case .unblocked(let factor): "unblock:\(factor)"
    case .unfolded: "unfold"
    case .push: "push"
    case .swap: "swap"
    case .add: "add"
    case .reshape(let shape): "reshape:\(shape.text)"
    case .function(let function): function.rawValue
    }
  }

  /// Parses what ``description`` gives; nil for all else.
  package init?(parsing text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let argument = parts.count == 2 ? parts[1] : ""
    let layer: Layer? =
      switch parts.first ?? "" {
      case "dense": Int(argument).map { .dense(outputs: $0) }
      case "convolve" where argument.hasSuffix("/2"):
        Int(argument.dropLast(2)).map { .convolution(outputs: $0, stride: 2) }
      case "convolve": Int(argument).map { .convolution(outputs: $0, stride: 1) }
      case "transpose": Int(argument).map { .transposedConvolution(outputs: $0) }
      case "maxima": .maxima
      case "repeat": .repeated
      case "unblock": Int(argument).map { .unblocked(factor: $0) }
      case "unfold": .unfolded
      case "push": .push
      case "swap": .swap
      case "add": .add
      case "reshape": SampleShape(parsing: argument).map { .reshape($0) }
      default: Activation(rawValue: text).map { .function($0) }
      }
    // Every layer has one spelling, without signs and leading zeros.
    guard let layer, layer.description == text, layer.hasPossibleWidth else { return nil }
    self = layer
  }

  private var hasPossibleWidth: Bool {
    switch self {
    case .dense(let outputs): (1...1 << 22).contains(outputs)
    case .convolution(let outputs, _), .transposedConvolution(let outputs):
      (1...65536).contains(outputs)
    case .unblocked(let factor): (2...64).contains(factor)
    default: true
    }
  }
}

extension Layer {
  /// The shape of the layer's output; nil if the layer cannot follow a map of this shape. The stack
  /// operations need the stack, see ``LayerProgram``.
  func output(of input: SampleShape) -> SampleShape? {
    func map(_ height: Int, _ width: Int, _ channels: Int) -> SampleShape? {
      let areas = height.multipliedReportingOverflow(by: width)
      let all = areas.partialValue.multipliedReportingOverflow(by: channels)
      guard !areas.overflow, !all.overflow, all.partialValue <= 1 << 22 else { return nil }
      return SampleShape(height: height, width: width, channels: channels)
    }
    let (height, width) = (input.height, input.width)
    switch self {
    case .dense(let outputs): return map(height, width, outputs)
    case .convolution(let outputs, let stride):
      return map((height - 1) / stride + 1, (width - 1) / stride + 1, outputs)
    case .transposedConvolution(let outputs): return map(2 * height, 2 * width, outputs)
    case .maxima:
      guard height % 2 == 0, width % 2 == 0 else { return nil }
      return map(height / 2, width / 2, input.channels)
    case .repeated: return map(2 * height, 2 * width, input.channels)
    case .unblocked(let factor):
      guard input.channels % (factor * factor) == 0 else { return nil }
      return map(factor * height, factor * width, input.channels / (factor * factor))
    case .unfolded:
      guard input.channels % 2 == 0 else { return nil }
      return map(height, 2 * width, input.channels / 2)
    case .reshape(let shape): return shape.count == input.count ? shape : nil
    case .function, .push, .swap, .add: return input
    }
  }

  /// The axes of the weights in a model file; nil for layers without weights.
  func weightShape(of input: SampleShape) -> [Int]? {
    switch self {
    case .dense(let outputs): [outputs, input.channels]
    case .convolution(let outputs, _): [outputs, 3, 3, input.channels]
    case .transposedConvolution(let outputs): [input.channels, 3, 3, outputs]
    default: nil
    }
  }

  /// The length of the bias; nil for layers without weights.
  var biasCount: Int? {
    switch self {
    case .dense(let outputs), .convolution(let outputs, _), .transposedConvolution(let outputs):
      outputs
    default: nil
    }
  }
}

/// An activation function.
package enum Activation: String, Sendable, Codable, CaseIterable {
  /// `leaky` is max(x, 0.1·x).
  case identity, leaky, relu, sigmoid, tanh, softplus
}

extension Tensor {
  /// The function of every element.
  func applying(_ activation: Activation) -> Tensor {
    switch activation {
    case .identity: self
    case .leaky: activated()
    case .relu: mapped(.relu)
    case .sigmoid: mapped(.sigmoid)
    case .tanh: mapped(.tanh)
    case .softplus: mapped(.softplus)
    }
  }
}
