import Tensors

/// The layers of an autoencoder, without what it is asked to do.
protocol Coder: Sendable {
  /// Multiply-adds an object costs, each way.
  var cost: (encode: Int, decode: Int) { get }

  /// (samples · height) × width × channels → samples × 1 × codes, before any activation.
  func encode(_ objects: Variable) -> Variable

  /// samples × 1 × latents → (samples · height) × width × channels, before any activation.
  func decode(_ codes: Variable) -> Variable
}

/// Dense layers: object → hidden … → code → … hidden → object.
struct DenseCoder: Coder {
  private let shape: ObjectShape
  private let encoder: DenseStack
  private let decoder: DenseStack

  /// - Parameter codes: what the encoder's last layer gives
  init(_ settings: AutoencoderSettings, codes: Int, in builder: inout NetworkBuilder) {
    shape = settings.shape
    encoder = DenseStack(
      "encoder", [shape.count] + settings.hidden + [codes], settings.activation, in: &builder)
    decoder = DenseStack(
      "decoder", [settings.latents] + settings.hidden.reversed() + [shape.count],
      settings.activation, in: &builder)
  }

  var cost: (encode: Int, decode: Int) { (encoder.cost, decoder.cost) }

  /// Lets sigmoid codes begin near a mean activation ρ, with a decoder that is used to numbers
  /// that vary as little as those: by a slope of ρ·(1 − ρ).
  ///
  /// From ½ they would first have to get there, which costs more than it teaches.
  func begin(atActivation target: Float, in parameters: inout ParameterSet) {
    guard let last = encoder.layers.last, let first = decoder.layers.first else { return }
    let odds = Tensor.vector([target / (1 - target)]).mapped(.logarithm).values[0]
    let bias = parameters.value(last.bias)
    parameters.set(last.bias, to: bias.scaled(by: 0, plus: odds))
    let weight = parameters.value(first.weight)
    parameters.set(first.weight, to: weight.scaled(by: 1 / (target * (1 - target))))
  }

  func encode(_ objects: Variable) -> Variable { encoder(objects.flattened) }

  func decode(_ codes: Variable) -> Variable {
    decoder(codes).reshaped(height: shape.height, width: shape.width, channels: shape.channels)
  }
}

/// Convolutions that halve the sides, a dense layer; the same back, with transposed ones.
struct ConvolutionalCoder: Coder {
  private let shape: ObjectShape
  private let activation: Activation
  private let down: [ConvolutionLayer]
  private let leave: DenseLayer
  private let enter: DenseLayer
  private let up: [TransposedConvolutionLayer]
  /// Of the innermost map.
  private let inner: ObjectShape
  let cost: (encode: Int, decode: Int)

  init(_ settings: AutoencoderSettings, codes: Int, in builder: inout NetworkBuilder) {
    let gain = settings.activation.gain
    shape = settings.shape
    activation = settings.activation
    let widths = [shape.channels] + settings.hidden
    let stages = settings.hidden.count
    inner = ObjectShape(
      height: shape.height >> stages, width: shape.width >> stages, channels: widths[stages])
    var (down, up) = ([ConvolutionLayer](), [TransposedConvolutionLayer]())
    var (encode, decode) = (inner.count * codes, settings.latents * inner.count)
    for (index, (outside, inside)) in zip(widths, widths.dropFirst()).enumerated() {
      down.append(
        ConvolutionLayer(
          "encoder.\(index)", inputs: outside, outputs: inside, stride: 2, gain: gain,
          in: &builder))
      let products = 9 * outside * inside * (shape.height * shape.width >> (2 * (index + 1)))
      encode += products
      decode += products
    }
    self.down = down
    leave = DenseLayer("encoder.code", inputs: inner.count, outputs: codes, in: &builder)
    enter = DenseLayer(
      "decoder.code", inputs: settings.latents, outputs: inner.count, gain: gain, in: &builder)
    for index in (0..<stages).reversed() {
      up.append(
        TransposedConvolutionLayer(
          "decoder.\(index)", inputs: widths[index + 1], outputs: widths[index],
          gain: index == 0 ? 1 : gain, in: &builder))
    }
    self.up = up
    cost = (encode, decode)
  }

  func encode(_ objects: Variable) -> Variable {
    leave(down.reduce(objects) { activation($1($0)) }.flattened)
  }

  func decode(_ codes: Variable) -> Variable {
    let map = activation(enter(codes))
      .reshaped(height: inner.height, width: inner.width, channels: inner.channels)
    return up.enumerated().reduce(map) { map, layer in
      let next = layer.element(map)
      return layer.offset == up.count - 1 ? next : activation(next)
    }
  }
}
