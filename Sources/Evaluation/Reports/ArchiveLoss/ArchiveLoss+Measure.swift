import Aezip
import Bytes
import Files
import Images
import Synchronization

extension ArchiveLoss {
  /// Decodes an archive and compares every file with its original.
  ///
  /// - Parameters:
  ///   - originals: the paths that were packed, or where their copies are now
  ///   - metric: SSIMULACRA2, where its program is there
  ///   - progress: called now and then
  ///   - stage: called with what is measured at the same PSNR, after all files are compared
  /// - Returns: what was lost, and what keeps files from being compared
  package static func measure(
    _ archive: Archive, against originals: [[UInt8]], metric: ExternalMetric?, jobs: Int,
    progress: @Sendable (Progress) -> Void, stage: @Sendable (String) -> Void = { _ in }
  ) async throws -> (loss: ArchiveLoss, problems: [Problem]) {
    let objects = try archive.entries()
    let paths = originals
    let originals = try Originals(paths, of: objects)
    let comparison = Comparison(originals: originals, metric: metric)
    let report = try await archive.visit(jobs: jobs, progress: progress) { path, content in
      try await comparison.compare(path, content)
    }
    var problems = report.problems
    let results = comparison.results.withLock { $0 }
    var loss = ArchiveLoss(
      archiveBytes: archive.byteCount, originalBytes: 0, identicalFiles: 0, pictures: [],
      meanQuality: PictureQuality())
    var files: [FoundFile] = []
    for object in objects {
      guard [.exact, .picture, .table, .copy].contains(object.kind) else { continue }
      guard let file = originals.file(for: object.path) else {
        problems.append(
          Problem(
            message: "\(displayName(of: object.path)): is not among the originals", kind: .misuse))
        continue
      }
      guard let result = results[object.path] else { continue }
      // An exact file of another size has another digest, too, which has been told by now.
      guard object.picture == nil || file.size == object.size else {
        problems.append(
          Problem(
            message: "\(displayName(of: object.path)): \(ArchiveLossError.otherFile)",
            kind: .misuse))
        continue
      }
      if loss.add(result, object, originalBytes: file.size) { files.append(file) }
    }
    loss.meanQuality = PictureQuality(meanOf: loss.pictures.map(\.quality))
    let known = Set(objects.map(\.path))
    problems += originals.unused(by: known).map {
      Problem(message: "\(displayName(of: $0)): is not in the archive", kind: .misuse)
    }
    if !files.isEmpty {
      let others = objects.filter { $0.kind == .exact || $0.kind == .table }
      loss.atEqualQuality = try await EqualQuality(
        of: loss, files, bytes: archive.byteCount - others.reduce(0) { $0 + $1.packedSize },
        packedFrom: archive.modelNames.contains(where: \.isEmbedded) ? paths : nil, jobs: jobs,
        stage: stage)
    }
    return (loss, problems)
  }

  /// - Returns: whether it is a picture stored with loss
  private mutating func add(
    _ result: Comparison.Result, _ object: ArchiveEntry, originalBytes: Int
  ) -> Bool {
    self.originalBytes += originalBytes
    switch result {
    case .identical:
      identicalFiles += 1
      return false
    case .quality(let quality):
      guard let stored = object.picture else { return false }
      pictures.append(
        Picture(
          name: displayName(of: object.path), width: stored.width, height: stored.height,
          originalBytes: originalBytes, packedBytes: object.packedSize,
          bitsPerPixel: Double(8 * object.packedSize) / Double(stored.width * stored.height),
          quality: quality))
      return true
    }
  }
}

/// The files an archive was made from, by the names they have in it.
private struct Originals: Sendable {
  private let files: [[UInt8]: FoundFile]
  /// The folder given, where all names in the archive begin with one that may be called otherwise.
  private let folder: [UInt8]?

  init(_ paths: [[UInt8]], of objects: [ArchiveEntry]) throws {
    let walk = try FileWalk.walk(paths)
    files = Dictionary(
      uniqueKeysWithValues: walk.entries.filter { $0.kind == .regular }.map {
        ($0.archivePath, $0)
      })
    let roots = Set(objects.map { $0.path.prefix { $0 != UInt8(ascii: "/") } })
    folder = paths.count == 1 && roots.count == 1 ? FileWalk.rootName(of: paths[0]) : nil
  }

  /// The original of the file called `path` in the archive. A single folder given may have
  /// another name than the one that was packed.
  func file(for path: [UInt8]) -> FoundFile? {
    if let file = files[path] { return file }
    guard let folder, let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let rest = path[(slash + 1)...]
    return files[folder.isEmpty ? Array(rest) : folder + [UInt8(ascii: "/")] + rest]
  }

  /// Names of files that no path of the archive stands for.
  func unused(by paths: Set<[UInt8]>) -> [[UInt8]] {
    let used = Set(paths.compactMap { file(for: $0)?.archivePath })
    return files.keys.filter { !used.contains($0) }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}

/// Compares decoded files with their originals and gathers what comes of it.
private final class Comparison: Sendable {
  enum Result: Sendable {
    case identical
    case quality(PictureQuality)
  }

  let results = Mutex<[[UInt8]: Result]>([:])
  private let originals: Originals
  private let metric: ExternalMetric?

  init(originals: Originals, metric: ExternalMetric?) {
    self.originals = originals
    self.metric = metric
  }

  func compare(_ path: [UInt8], _ content: DecodedContent) async throws {
    guard let original = originals.file(for: path) else { return }
    let result: Result
    switch content {
    case .exact(let digest):
      let file = try InputFile(path: original.systemPath, followingLinks: true)
      guard try file.digest() == digest else { throw ArchiveLossError.differs }
      result = .identical
    // What numbers may be off by was asked for, and is on record.
    case .table: return
    case .picture(let decoded):
      result = .quality(try await quality(of: decoded.image, original))
    }
    results.withLock { $0[path] = result }
  }

  private func quality(of decoded: Image, _ file: FoundFile) async throws -> PictureQuality {
    let original = try PictureFile.read(file.systemPath).image
    guard original.width == decoded.width, original.height == decoded.height,
      original.channels == decoded.channels
    else { throw ArchiveLossError.otherPicture }
    guard original.alphaPlane == decoded.alphaPlane else { throw ArchiveLossError.otherAlpha }
    var quality = PictureQuality(of: decoded, against: original)
    quality.ssimulacra2 = try await metric?.score(
      original: original, decoded: decoded)
    return quality
  }
}

/// Why a file of an archive cannot be what was packed of the original given.
package enum ArchiveLossError: Error, Equatable {
  case differs
  case otherFile
  case otherPicture
  case otherAlpha
}

extension ArchiveLossError: CustomStringConvertible {
  /// What is wrong, to follow the file's name.
  package var description: String {
    switch self {
    case .differs: "the original given differs from what was packed; has it changed since?"
    case .otherFile:
      "the original given has another number of bytes than what was packed; has it changed since?"
    case .otherPicture:
      "the original given has another size or other channels than what was packed; "
        + "has it changed since?"
    case .otherAlpha: "the original given has other alpha than what was packed; has it changed?"
    }
  }
}
