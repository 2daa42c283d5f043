import Bytes
import Tensors

/// An autoencoder of samples of one shape: samples ⇄ latents, and the prior over quantised latents.
///
/// Samples are pictures of fixed size, or rows of numbers. Layout of a model file and arithmetic:
/// `Formats/objects-1.md`.
package struct SampleModel: Sendable {
  package static let format = "aezip-objects"

  package let shape: SampleShape
  /// The number of latents of a sample.
  package let latents: Int
  /// The number of quality levels.
  package let levels: Int
  /// Whether samples are pictures: the network's 0…1 stands for 8-bit values of 0…255.
  package let isOfPictures: Bool
  /// Nil for a model that only decodes.
  var encoder: SampleNetwork?
  private let decoder: SampleNetwork
  package let bins: LatentBins
  let scales: LatentScales

  /// Reads a safetensors file; throws ``ModelError``.
  package init(file bytes: [UInt8]) throws(ModelError) {
    let file = try SafeTensors(bytes)
    let configuration = try SampleConfiguration(metadata: file.metadata)
    shape = configuration.shape
    latents = configuration.latents
    isOfPictures = configuration.isOfPictures
    bins = configuration.bins
    let reader = WeightReader(file: file)
    if let program = configuration.encoder {
      let network = try SampleNetwork(program, "encoder", input: shape, reader)
      guard network.output(of: shape).count >= latents else {
        throw .misfit(layer: "code", shape: network.output(of: shape).text)
      }
      encoder = network
    }
    decoder = try SampleNetwork(
      configuration.decoder, "decoder", input: .vector(latents), reader)
    guard decoder.output(of: .vector(latents)) == shape else {
      throw .misfit(layer: "object", shape: decoder.output(of: .vector(latents)).text)
    }
    levels = configuration.levels
    scales = try LatentScales(reader, configuration)
  }

  /// Multiply-adds for a sample.
  package var cost: (encode: Int, decode: Int) {
    (encoder?.layers.cost ?? 0, decoder.layers.cost)
  }

  package var canEncode: Bool { encoder != nil }

  /// The quantisation step of each latent, in units of the latents.
  package func steps(at level: QualityLevel) -> [Float] {
    level.row(of: scales.gains, levels: levels)
  }

  /// The number of samples computed at a time: enough to fill the products, few enough to stay in
  /// the cache.
  private var portion: Int {
    let layers = decoder.layers + (encoder?.layers ?? [])
    let largest = layers.map(\.output.count).max() ?? 1
    return max(1, min(64, (1 << 20) / max(largest, shape.count)))
  }
}

extension SampleModel {
  /// Encodes and quantises samples; the model must be able to encode.
  ///
  /// - Parameter samples: samples × height × width × channels
  /// - Returns: samples × latents
  package func quantisedLatents(of samples: [UInt8], level: QualityLevel) -> [Int16] {
    let gain = level.row(of: scales.gains, levels: levels).map { $0 == 0 ? 0 : 1 / $0 }
    let numbers = (0..<256).map { Float($0) / 255 }
    return portions(of: samples, shape.count).flatMap { part in
      encoded(part.map { numbers[Int($0)] }).quantised(gain: gain).symbols.symbols
    }
  }

  /// Encodes samples to latents, which are not quantised; the model must be able to encode.
  ///
  /// - Parameter numbers: samples × height × width × channels; pictures as 0…1
  /// - Returns: samples × latents
  package func values(encoding numbers: [Float]) -> [Float] {
    portions(of: numbers, shape.count).flatMap { encoded(Array($0)).values }
  }

  private func encoded(_ numbers: [Float]) -> Tensor {
    guard let encoder else { preconditionFailure("a model that only decodes") }
    let count = numbers.count / shape.count
    let samples = Tensor(
      rows: count * shape.height, columns: shape.width, channels: shape.channels,
      values: numbers)
    let made = encoder(samples, samples: count)
    return made.reshaped(rows: count, columns: 1, channels: made.count / count)
      .channels(0..<latents)
  }

  /// The prior over the symbols of samples, before the first symbol.
  ///
  /// - Parameter levels: the quality level of each sample
  package func prior(levels: [QualityLevel]) -> SamplePrior {
    SamplePrior(self, levels: levels)
  }

  /// Dequantises symbols to latents.
  ///
  /// - Parameter symbols: samples × latents
  package func values(of symbols: [Int16], level: QualityLevel) -> [Float] {
    let samples = symbols.count / latents
    var prior = prior(levels: Array(repeating: level, count: samples))
    for latent in 0..<latents {
      let parameters = prior.parameters()
      prior.take((0..<samples).map { symbols[$0 * latents + latent] }, parameters)
    }
    return prior.finish()
  }

  /// Dequantises and decodes symbols.
  ///
  /// - Parameter symbols: samples × latents
  /// - Returns: samples × height × width × channels
  package func samples(of symbols: [Int16], level: QualityLevel) -> [UInt8] {
    samples(decoding: values(of: symbols, level: level))
  }

  /// Decodes latents.
  ///
  /// - Parameter values: samples × latents
  /// - Returns: samples × height × width × channels
  package func samples(decoding values: [Float]) -> [UInt8] {
    portions(of: values, latents).flatMap { decoded($0).bytes }
  }

  /// Decodes latents without rounding to 8 bits; pictures are about 0…1.
  package func numbers(decoding values: [Float]) -> [Float] {
    portions(of: values, latents).flatMap { decoded($0).values }
  }

  private func decoded(_ values: ArraySlice<Float>) -> Tensor {
    let count = values.count / latents
    let latents = Tensor(rows: count, columns: 1, channels: latents, values: Array(values))
    return decoder(latents, samples: count)
  }

  private func portions<T>(of numbers: [T], _ size: Int) -> [ArraySlice<T>] {
    stride(from: 0, to: numbers.count, by: portion * size).map {
      numbers[$0..<min($0 + portion * size, numbers.count)]
    }
  }
}
