import Images
import Networks
import Tensors
import Training

/// The decoder of a model, and its encoder as a network of layers.
struct InspectedModel: Sendable {
  enum Decoder: Sendable {
    case samples(SampleModel)
    case photo(TrainablePhotoModel, level: Int)
  }

  let decoder: Decoder
  /// The encoder; nil for a model that has none.
  let network: FeatureNetwork?

  /// - Throws: ``LatentError/notPictures``, `ModelError`
  init(_ file: [UInt8]) throws {
    if try SafeTensors(file).metadata["format"] == SampleModel.format {
      decoder = .samples(try SampleModel.ofPictures(file))
      network = try FeatureNetwork(sampleModelFile: file)
    } else {
      // Reading the model checks the shapes that training relies on.
      _ = try PhotoModel(file: file)
      let model = TrainablePhotoModel(try PhotoWeights(file: file))
      decoder = .photo(model, level: model.configuration.levels - 1)
      network = FeatureNetwork(model)
    }
  }

  /// The number of latents, for a photo codec of one block of 16×16 pixels.
  var latents: Int {
    switch decoder {
    case .samples(let model): model.latents
    case .photo(let model, _): model.configuration.latents
    }
  }

  /// Whether latents describe a block of 16×16 pixels rather than a whole picture.
  var isOfBlocks: Bool {
    if case .photo = decoder { true } else { false }
  }

  /// Mean and standard deviation of each latent under the model's prior, without context.
  var expected: (means: [Float], deviations: [Float]) {
    switch decoder {
    case .samples(let model):
      model.expectedValues(at: .trained(model.levels - 1))
    case .photo(let model, let level): model.expectedValues(level: level)
    }
  }

  /// Decodes latents. A photo codec gives the 48×48 pixels around the block that the latents are
  /// for, with the expected latents in all other blocks.
  ///
  /// - Parameter values: pictures × latents
  func pixels(decoding values: [Float]) -> Pixels {
    let count = values.count / latents
    switch decoder {
    case .samples(let model):
      return Pixels(
        samples: count, height: model.shape.height, width: model.shape.width,
        channels: model.shape.channels, values: model.numbers(decoding: values))
    case .photo(let model, let level):
      let means = expected.means
      var cropped: [Float] = []
      for first in stride(from: 0, to: count, by: 32) {
        let part = first..<min(first + 32, count)
        let grid = part.flatMap { sample in
          (0..<16).flatMap { block in
            block == 10 ? Array(values[sample * latents..<(sample + 1) * latents]) : means
          }
        }
        let pictures = model.pictures(
          decoding: Tensor(
            rows: 4 * part.count, columns: 4, channels: latents, values: grid),
          samples: part.count, level: level
        ).values
        for sample in 0..<part.count {
          for y in 16..<64 {
            let line = (sample * 64 + y) * 64 * 3
            cropped += pictures[line + 16 * 3..<line + 64 * 3]
          }
        }
      }
      return Pixels(samples: count, height: 48, width: 48, channels: 3, values: cropped)
    }
  }
}
