import Aezip
import Images
import Networks

/// The pictures between two: d(α·e(A) + (1 − α)·e(B)).
package struct Morph: Sendable {
  private let model: SampleModel
  private let codes: (a: [Float], b: [Float])

  /// Between any two pictures of a model's size.
  ///
  /// - Parameter file: of a model that encodes and decodes
  /// - Throws: ``LatentError``, `ModelError`
  package init(_ a: Image, _ b: Image, modelFile file: [UInt8]) throws {
    let model = try SampleModel.ofPictures(file)
    guard model.canEncode else { throw LatentError.onlyDecodes }
    for image in [a, b] { try model.shape.checkSize(of: image) }
    let values = model.values(encoding: model.numbers(of: a) + model.numbers(of: b))
    self.model = model
    codes = (Array(values[..<model.latents]), Array(values[model.latents...]))
  }

  /// Between two pictures of an archive that one small model codes.
  ///
  /// - Throws: ``LatentError``, and what reading an archive throws
  package init(_ a: [UInt8], _ b: [UInt8], of archive: Archive, jobs: Int = 1) async throws {
    let models = try archive.codingModels()
    var used: [(number: Int, network: SampleModel)] = []
    for path in [a, b] {
      let number = try archive.codingModel(ofPicture: path)
      guard let found = models.first(where: { $0.number == number }) else {
        throw LatentError.notCoded(path: path)
      }
      guard case .objects(let network) = found.network else {
        throw LatentError.photograph(path: path)
      }
      used.append((found.number, network))
    }
    guard used[0].number == used[1].number else { throw LatentError.otherModels }
    model = used[0].network
    let read = try await archive.readCodes(ofModel: used[0].number, jobs: jobs) { codes in
      guard case .object(let values) = codes else { return [Float]() }
      return Array(values)
    }
    func code(_ path: [UInt8]) throws -> [Float] {
      guard let found = read.first(where: { $0.path == path }) else {
        throw LatentError.notCoded(path: path)
      }
      return found.result
    }
    codes = (try code(a), try code(b))
  }

  /// As many pictures, evenly spread from A to B, both as they are decoded.
  ///
  /// - Parameter count: at least 2
  /// - Throws: ``LatentError/notFinite``
  package func frames(_ count: Int) throws(LatentError) -> [Image] {
    precondition(count >= 2, "a morph has two ends")
    let values = (0..<count).flatMap { frame in
      let alpha = 1 - Float(frame) / Float(count - 1)
      return zip(codes.a, codes.b).map { alpha * $0 + (1 - alpha) * $1 }
    }
    return try model.images(decoding: values)
  }
}
