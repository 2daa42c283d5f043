import Aezip
import Images
import Networks

/// Linear interpolation between two pictures in latent space: d(α · a + (1 − α) · b).
package struct Morph: Sendable {
  private let model: SampleModel
  private let latents: (a: [Float], b: [Float])
  /// How the decoded frames have to be turned to be upright.
  private let orientation: ImageOrientation

  /// Encodes two pictures of a model's size.
  ///
  /// - Parameter file: the file of a model with encoder and decoder
  /// - Throws: ``LatentError``, `ModelError`
  package static func encode(
    _ a: Image, _ b: Image, modelFile file: [UInt8]
  ) throws -> Morph {
    let model = try SampleModel.ofPictures(file)
    guard model.canEncode else { throw LatentError.decoderOnly }
    for image in [a, b] { try model.shape.checkSize(of: image) }
    let values = model.values(encoding: model.numbers(of: a) + model.numbers(of: b))
    return Morph(
      model: model,
      latents: (Array(values[..<model.latents]), Array(values[model.latents...])),
      orientation: .topLeft)
  }

  /// Reads the latents of two pictures of an archive that one small model codes.
  ///
  /// Pictures that EXIF data turn in different ways are decoded, turned and inverted, so that both
  /// are upright in every frame.
  ///
  /// - Throws: ``LatentError``, and what reading an archive throws
  package static func read(
    _ a: [UInt8], _ b: [UInt8], from archive: Archive, jobs: Int = 1
  ) async throws -> Morph {
    let models = try archive.codingModels()
    var used: [(coding: CodingModel, network: SampleModel)] = []
    for path in [a, b] {
      let number = try archive.codingModel(ofPicture: path)
      guard let found = models.first(where: { $0.number == number }) else {
        throw LatentError.notLatents(path: path)
      }
      guard case .objects(let network) = found.network else {
        throw LatentError.photograph(path: path)
      }
      used.append((found, network))
    }
    let (coding, model) = used[0]
    guard coding.number == used[1].coding.number else { throw LatentError.differentModels }
    let read = try await archive.sampleLatents(ofModel: coding.number, jobs: jobs)
    let orientations = try await archive.orientations(ofModel: coding.number, jobs: jobs)
    let common = orientations[a] ?? .topLeft
    let turns = common != orientations[b] ?? .topLeft
    func latents(_ path: [UInt8]) throws -> [Float] {
      guard let found = read.first(where: { $0.path == path })?.latents else {
        throw LatentError.notLatents(path: path)
      }
      guard turns, let orientation = orientations[path] else { return found }
      let image = try model.images(decoding: found)[0].upright(orientation)
      try model.shape.checkSize(of: image)
      let inverter = LatentInverter(
        try SampleDecoder(model, level: coding.level), starts: read.flatMap(\.latents))
      return inverter.latents(of: model.numbers(of: image))
    }
    return Morph(
      model: model, latents: (try latents(a), try latents(b)),
      orientation: turns ? .topLeft : common)
  }

  /// Decodes evenly spaced frames, upright; the first is A and the last is B as the model
  /// reconstructs them.
  ///
  /// - Parameter count: at least 2
  /// - Throws: ``LatentError/notFinite``
  package func frames(_ count: Int) throws(LatentError) -> [Image] {
    precondition(count >= 2, "a morph has two ends")
    let values = (0..<count).flatMap { frame in
      let alpha = 1 - Float(frame) / Float(count - 1)
      return zip(latents.a, latents.b).map { alpha * $0 + (1 - alpha) * $1 }
    }
    return try model.images(decoding: values).map { $0.upright(orientation) }
  }
}
