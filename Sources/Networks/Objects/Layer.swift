/// One layer of a network of objects, without its weights.
///
/// All convolutions are 3×3 and padded with zeros.
package enum Layer: Sendable, Equatable {
  /// inputs → outputs at every position
  case dense(outputs: Int)
  /// A convolution at every position, or at every second one of every second row.
  case convolution(outputs: Int, stride: Int)
  /// A transposed convolution that doubles both sides.
  case transposedConvolution(outputs: Int)
  /// The greatest number of each 2×2 window.
  case maxima
  /// Every position repeated to a 2×2 window.
  case repeated
  /// Channels become r×r positions: channel (dy·r + dx)·c + i of a position is channel i of the
  /// position (dy, dx) of its block.
  case unblocked(factor: Int)
  /// The first half of the channels is an even part, the second an odd one: their sum, and to the
  /// right of it their difference, mirrored.
  case unfolded
  /// A copy of the map is put on the stack.
  case push
  /// The map and that on top of the stack change places.
  case swap
  /// The map on top of the stack is taken from it, and the map added to it.
  case add
  /// The same numbers, in the same order, as a map of another shape.
  case reshape(SampleShape)
  case function(Activation)
}

extension Layer: CustomStringConvertible {
  /// As model files write it.
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
    // One spelling each: no signs, no leading zeros.
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
  /// What comes out of a map; nil where the layer does not fit it. `swap` is not asked.
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

  /// The axes of its weights in a model file; nil where it has none.
  func weightShape(of input: SampleShape) -> [Int]? {
    switch self {
    case .dense(let outputs): [outputs, input.channels]
    case .convolution(let outputs, _): [outputs, 3, 3, input.channels]
    case .transposedConvolution(let outputs): [input.channels, 3, 3, outputs]
    default: nil
    }
  }

  /// Numbers of its bias.
  var biasCount: Int? {
    switch self {
    case .dense(let outputs), .convolution(let outputs, _), .transposedConvolution(let outputs):
      outputs
    default: nil
    }
  }
}
