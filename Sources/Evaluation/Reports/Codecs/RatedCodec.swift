import Aezip
import Images

/// A codec whose rate and distortion are measured, at several settings.
package protocol RatedCodec: Sendable {
  /// What it is called and how it is run.
  var identity: CodecIdentity { get }
  /// Settings to measure at, as in "quality 75".
  var settings: [String] { get }
  /// Whether what a picture takes, or how it comes back, depends on the pictures beside it.
  var learnsFromAll: Bool { get }

  /// Codes and decodes `pictures` at a setting.
  ///
  /// - Parameters:
  ///   - setting: index into `settings`
  ///   - jobs: pictures to work on at a time
  ///   - take: is given every picture's index and what came of it, once each, in any order, from
  ///     any thread
  /// - Returns: bytes that the pictures share beside their own
  func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodedPicture) async throws -> Void
  ) async throws -> Int
}

/// What a codec is called and how it is run.
package struct CodecIdentity: Equatable, Sendable {
  /// Short and lasting, as in "jpeg-420".
  package var id: String
  /// For people, as in "JPEG 4:2:0".
  package var name: String
  /// Whose line it is; see ``CodecCurve/family``.
  package var family: String
  /// Program, version and settings. Measurements are kept for as long as this stays the same.
  package var about: String

  package init(id: String, name: String, family: String, about: String) {
    (self.id, self.name) = (id, name)
    (self.family, self.about) = (family, about)
  }
}

extension RatedCodec {
  /// Codes each picture by itself.
  func codeEach(
    _ pictures: [PictureFile], jobs: Int,
    take: @escaping @Sendable (Int, CodedPicture) async throws -> Void,
    code: @escaping @Sendable (Image) async throws -> CodedPicture
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
