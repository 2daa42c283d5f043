import Aezip
import Images

/// A codec whose rate and distortion are measured, at several settings.
package protocol RatedCodec: Sendable {
  var identity: CodecIdentity { get }
  /// The settings to measure at, as in "quality 75".
  var settings: [String] { get }
  /// Whether the bytes or the samples of a picture depend on the pictures beside it.
  var learnsFromAll: Bool { get }

  /// Encodes and decodes `pictures` at a setting.
  ///
  /// - Parameters:
  ///   - setting: index into `settings`
  ///   - jobs: pictures to work on at a time
  ///   - take: receives the index and the result of every picture, once each, in any order, from
  ///     any thread
  /// - Returns: the bytes that the pictures share beside their own
  func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodecResult) async throws -> Void
  ) async throws -> Int
}

/// A picture after encoding and decoding.
package struct CodecResult: Sendable {
  /// Bytes of the coded file.
  package let byteCount: Int
  /// What the file decodes to: of the original's size, in colour if the original is.
  package let image: Image

  package init(byteCount: Int, image: Image) {
    self.byteCount = byteCount
    self.image = image
  }
}

/// What a codec is called and how it is run.
package struct CodecIdentity: Equatable, Sendable {
  /// Short and stable, as in "jpeg-420".
  package var id: String
  /// For people, as in "JPEG 4:2:0".
  package var name: String
  /// The group of curves it belongs to; see ``CodecCurve/family``.
  package var family: String
  /// Program, version and settings. Cached measurements are valid while this stays the same.
  package var about: String

  package init(id: String, name: String, family: String, about: String) {
    (self.id, self.name) = (id, name)
    (self.family, self.about) = (family, about)
  }
}

extension RatedCodec {
  /// Encodes and decodes each picture by itself.
  func codeEach(
    _ pictures: [PictureFile], jobs: Int,
    take: @escaping @Sendable (Int, CodecResult) async throws -> Void,
    code: @escaping @Sendable (Image) async throws -> CodecResult
  ) async throws {
    let memory = MemoryBudget()
    try await Pipeline.run(Array(pictures.indices), width: jobs) { index in
      let picture = pictures[index]
      try await memory.run(needing: picture.cost) {
        try await take(index, code(picture.load()))
      }
    } consume: {
    }
  }
}
