import Images
import Networks
import Tensors
import Training

/// A model that is looked into: what decodes, and what there is of an encoder.
struct InspectedModel: Sendable {
  enum Decoder: Sendable {
    case objects(SampleModel)
    case photo(TrainablePhotoModel, level: Int)
  }

  let decoder: Decoder
  /// Nil of a model that only decodes.
  let network: FeatureNetwork?

  /// - Throws: ``LatentError`` of a model of numbers, `ModelError`
  init(_ file: [UInt8]) throws {
    if try SafeTensors(file).metadata["format"] == SampleModel.format {
      decoder = .objects(try SampleModel.ofPictures(file))
      network = try FeatureNetwork(objectsFile: file)
    } else {
      // Checks what learning takes for granted.
      _ = try PhotoModel(file: file)
      let model = TrainablePhotoModel(try PhotoWeights(file: file))
      decoder = .photo(model, level: model.configuration.levels - 1)
      network = FeatureNetwork(model)
    }
  }

  /// Numbers of a code, of photographs of one place.
  var latents: Int {
    switch decoder {
    case .objects(let model): model.latents
    case .photo(let model, _): model.configuration.latents
    }
  }

  /// Whether a code is for a place in a picture, not for all of one.
  var isOfPlaces: Bool {
    if case .photo = decoder { true } else { false }
  }

  /// What is expected of a code of which nothing is known.
  var expected: (means: [Float], deviations: [Float]) {
    switch decoder {
    case .objects(let model):
      model.expectedValues(at: .trained(model.levels - 1))
    case .photo(let model, let level): model.expectedValues(level: level)
    }
  }

  /// Pictures of codes; of photographs 48×48 pixels about the one place of 16×16 that a code is
  /// for, the codes around it as expected.
  ///
  /// - Parameter codes: pictures × latents
  func pixels(decoding codes: [Float]) -> Pixels {
    let count = codes.count / latents
    switch decoder {
    case .objects(let model):
      return Pixels(
        samples: count, height: model.shape.height, width: model.shape.width,
        channels: model.shape.channels, values: model.numbers(decoding: codes))
    case .photo(let model, let level):
      let means = expected.means
      var cropped: [Float] = []
      for first in stride(from: 0, to: count, by: 32) {
        let part = first..<min(first + 32, count)
        let values = part.flatMap { sample in
          (0..<16).flatMap { place in
            place == 10 ? Array(codes[sample * latents..<(sample + 1) * latents]) : means
          }
        }
        let pictures = model.pictures(
          decoding: Tensor(
            rows: 4 * part.count, columns: 4, channels: latents, values: values),
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
