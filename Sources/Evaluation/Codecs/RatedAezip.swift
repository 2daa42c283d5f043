import Aezip
import Bytes
import Files
import Images
import PictureCodec
import Synchronization

/// A model to measure beside the built-in one.
package struct GivenModel: Sendable {
  /// Its name for people and in the curve's identifier.
  package let name: String
  package let file: [UInt8]

  package init(name: String, file: [UInt8]) {
    self.name = name
    self.file = file
  }
}

/// aezip itself: all pictures in one archive, every byte of which is counted.
package struct RatedAezip: RatedCodec {
  private let coder: EntropyCoder
  /// Nil for the built-in model.
  private let model: GivenModel?
  /// Nil for the default effort.
  private let effort: Int?
  private let staged: StagedPictures
  /// The qualities of the model's trained levels.
  private static let qualities = (0..<8).map { (100 * Double($0) / 7).rounded() }

  package init(
    _ coder: EntropyCoder, staged: StagedPictures, model: GivenModel? = nil,
    effort: Int? = nil
  ) {
    self.effort = effort
    self.coder = coder
    self.model = model
    self.staged = staged
  }

  package var identity: CodecIdentity {
    if let model {
      let digest = "\(Digest(of: model.file))".prefix(8)
      return CodecIdentity(
        id: "aezip-model-\(model.name)", name: "aezip, \(model.name)", family: "aezip",
        about:
          "aezip \(Program.version), --model \(model.name) (\(digest)), qualities 0…100; model "
          + "\(Archive.newestModel.name) for pictures of other shapes; all pictures and the model "
          + "in one archive, every byte of it counted.")
    }
    let model = Archive.newestModel
    if let effort {
      return CodecIdentity(
        id: "aezip-effort-\(effort)", name: "aezip, effort \(effort)", family: "aezip",
        about:
          "aezip \(Program.version), model \(model.name) (\(model.digest.prefix(8))), --effort "
          + "\(effort), qualities 0…100; all pictures in one archive, every byte of it counted.")
    }
    return CodecIdentity(
      id: "aezip-\(coder)", name: "aezip \(coder)", family: "aezip",
      about:
        "aezip \(Program.version), model \(model.name) (\(model.digest.prefix(8))), --coder "
        + "\(coder), qualities 0…100; all pictures in one archive, every byte of it counted.")
  }

  package var settings: [String] { Self.qualities.map { "quality \(Int($0))" } }
  package var learnsFromAll: Bool { true }

  package func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodecResult) async throws -> Void
  ) async throws -> Int {
    let input = try await staged.folder(of: pictures, jobs: jobs)
    let names = Dictionary(
      uniqueKeysWithValues: pictures.indices.map { (Array(StagedPictures.name(of: $0).utf8), $0) })
    var options = PackOptions()
    options.quality = Self.qualities[setting]
    options.coder = coder
    options.model = model?.file
    if let effort { options.effort = effort }
    options.jobs = jobs
    options.keepsSmallerFiles = false
    options.findsCopies = false
    let scratch = try ScratchFolder()
    let path = scratch.path(of: "pictures.aez")
    _ = try await Packer.pack([input], into: path, options: options)
    let archive = try Archive(path: path)
    let sizes = Dictionary(
      uniqueKeysWithValues: try archive.entries().map { ($0.path, $0.packedSize) })
    let failure = Mutex<(any Error)?>(nil)
    let report = try await archive.visit(jobs: jobs) { name, content in
      guard case .picture(let picture) = content, let index = names[name],
        failure.withLock({ $0 == nil })
      else { return }
      do {
        try await take(index, CodecResult(byteCount: sizes[name] ?? 0, image: picture.image))
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    // An error of measuring is not a problem of the archive.
    if let error = failure.withLock({ $0 }) { throw error }
    if let problem = report.problems.first {
      throw MeasuringError.incomplete(codec: identity.name, missing: problem.message)
    }
    return archive.byteCount - names.keys.reduce(0) { $0 + (sizes[$1] ?? 0) }
  }
}
