import Evaluation
import Images
import Synchronization

/// A codec whose work is counted and whose results are known: it takes a byte a pixel divided by
/// its setting's number, and adds that number to every sample.
final class FakeCodec: RatedCodec {
  let identity: CodecIdentity
  let settings: [String]
  let learnsFromAll: Bool
  let sharedBytes: Int
  /// Fails when this many pictures were coded.
  let limit: Int
  /// The picture that comes back without loss at the last setting.
  let exact: Int?
  /// Pictures coded so far.
  let coded = Mutex(0)

  struct Exhausted: Error {}

  init(
    id: String = "fake", about: String = "", settings: Int = 2, learnsFromAll: Bool = false,
    sharedBytes: Int = 0, limit: Int = .max, exact: Int? = nil
  ) {
    identity = CodecIdentity(id: id, name: id, family: "fake", about: about)
    self.settings = (1...settings).map { "setting \($0)" }
    self.learnsFromAll = learnsFromAll
    self.sharedBytes = sharedBytes
    self.limit = limit
    self.exact = exact
  }

  func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodecResult) async throws -> Void
  ) async throws -> Int {
    for (index, picture) in pictures.enumerated() {
      let count = coded.withLock { count in
        count += 1
        return count
      }
      guard count <= limit else { throw Exhausted() }
      let image = try picture.load()
      let isExact = index == exact && setting == settings.count - 1
      let samples = image.samples.map { isExact ? $0 : $0 &+ UInt8(setting + 1) }
      let decoded = Image(
        width: image.width, height: image.height, channels: image.channels, samples: samples)
      try await take(
        index, CodecResult(byteCount: image.pixelCount / (setting + 1), image: decoded))
    }
    return sharedBytes
  }
}
