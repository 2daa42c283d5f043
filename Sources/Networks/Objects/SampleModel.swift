import Bytes
import Tensors

/// An autoencoder of objects of one shape: objects ⇄ integer codes, and the prior over those.
///
/// What a model file says is in `Formats/objects-1.md`.
package struct SampleModel: Sendable {
  package static let format = "aezip-objects"

  package let shape: SampleShape
  /// Numbers of a code.
  package let latents: Int
  /// Levels of quality its file has rows for.
  package let levels: Int
  /// Whether objects are pictures: 0…1 stands for samples of 0…255.
  package let isOfPictures: Bool
  /// nil of a model that only decodes.
  var encoder: SampleNetwork?
  private let decoder: SampleNetwork
  package let bins: CodeBins
  let scales: LatentScales

  /// - Parameter file: the bytes of a safetensors file
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

  /// Multiply-adds for an object.
  package var cost: (encode: Int, decode: Int) {
    (encoder?.layers.cost ?? 0, decoder.layers.cost)
  }

  package var canEncode: Bool { encoder != nil }

  /// Width of a step of each code, in the network's numbers.
  package func steps(at level: QualityLevel) -> [Float] {
    level.row(of: scales.gains, levels: levels)
  }

  /// What the prior expects of each number, in the network's numbers.
  package func expectedCodes(at level: QualityLevel) -> (means: [Float], deviations: [Float]) {
    let steps = steps(at: level)
    let means = level.row(of: scales.means, levels: levels)
    let logScales = level.row(of: scales.logScales, levels: levels)
    let widths = Tensor(
      rows: 1, columns: 1, channels: logScales.count, values: logScales
    ).mapped(.exponential).values
    return (
      zip(means, steps).map { $0 * $1 },
      zip(widths, steps).map { $0 * $1.magnitude * bins.deviation }
    )
  }

  /// Objects worked on at a time: enough to fill the products, few enough to stay in the cache.
  private var portion: Int {
    let layers = decoder.layers + (encoder?.layers ?? [])
    let largest = layers.map(\.output.count).max() ?? 1
    return max(1, min(64, (1 << 20) / max(largest, shape.count)))
  }
}

extension SampleModel {
  /// The integer codes of objects; the model must be able to encode.
  ///
  /// - Parameter samples: objects × height × width × channels
  /// - Returns: objects × latents
  package func codes(of samples: [UInt8], level: QualityLevel) -> [Int16] {
    let gain = level.row(of: scales.gains, levels: levels).map { $0 == 0 ? 0 : 1 / $0 }
    let numbers = (0..<256).map { Float($0) / 255 }
    return portions(of: samples, shape.count).flatMap { part in
      encoded(part.map { numbers[Int($0)] }).quantised(gain: gain).codes.codes
    }
  }

  /// The numbers e(x) before they are rounded to codes; the model must be able to encode.
  ///
  /// - Parameter numbers: objects × height × width × channels; of pictures 0…1
  /// - Returns: objects × latents
  package func values(encoding numbers: [Float]) -> [Float] {
    portions(of: numbers, shape.count).flatMap { encoded(Array($0)).values }
  }

  private func encoded(_ numbers: [Float]) -> Tensor {
    guard let encoder else { preconditionFailure("a model that only decodes") }
    let count = numbers.count / shape.count
    let objects = Tensor(
      rows: count * shape.height, columns: shape.width, channels: shape.channels,
      values: numbers)
    let made = encoder(objects, samples: count)
    return made.reshaped(rows: count, columns: 1, channels: made.count / count)
      .channels(0..<latents)
  }

  /// Begins the walk over the codes of objects.
  ///
  /// - Parameter levels: of each object
  package func prior(levels: [QualityLevel]) -> SampleAutoregressivePrior {
    SampleAutoregressivePrior(self, levels: levels)
  }

  /// The numbers codes stand for: z of d(z).
  ///
  /// - Parameter codes: objects × latents
  package func values(of codes: [Int16], level: QualityLevel) -> [Float] {
    let objects = codes.count / latents
    var walk = prior(levels: Array(repeating: level, count: objects))
    for latent in 0..<latents {
      let expected = walk.parameters()
      walk.take((0..<objects).map { codes[$0 * latents + latent] }, expected)
    }
    return walk.finish()
  }

  /// The objects codes stand for.
  ///
  /// - Parameter codes: objects × latents
  /// - Returns: objects × height × width × channels
  package func samples(of codes: [Int16], level: QualityLevel) -> [UInt8] {
    samples(decoding: values(of: codes, level: level))
  }

  /// The objects d(z).
  ///
  /// - Parameter values: objects × latents, as a walk gives them
  /// - Returns: objects × height × width × channels
  package func samples(decoding values: [Float]) -> [UInt8] {
    portions(of: values, latents).flatMap { decoded($0).bytes }
  }

  /// The same before it is rounded to samples: of pictures, 0…1 where a sample can be.
  package func numbers(decoding values: [Float]) -> [Float] {
    portions(of: values, latents).flatMap { decoded($0).values }
  }

  private func decoded(_ values: ArraySlice<Float>) -> Tensor {
    let count = values.count / latents
    let codes = Tensor(rows: count, columns: 1, channels: latents, values: Array(values))
    return decoder(codes, samples: count)
  }

  private func portions<T>(of numbers: [T], _ size: Int) -> [ArraySlice<T>] {
    stride(from: 0, to: numbers.count, by: portion * size).map {
      numbers[$0..<min($0 + portion * size, numbers.count)]
    }
  }
}
