import Aezip
import Bytes
import Files
import Images
import Synchronization

extension ArchiveLoss {
  /// Decodes an archive and compares every file with its original.
  ///
  /// - Parameters:
  ///   - originals: the paths that were packed, or those of copies
  ///   - metric: SSIMULACRA2, where its program is installed
  ///   - progress: called from time to time
  ///   - stage: called with the name of each codec that is measured at the same PSNR, after all
  ///     files are compared
  /// - Returns: the loss, and a problem for each file that could not be compared
  package static func measure(
    _ archive: Archive, against originals: [[UInt8]], metric: ExternalMetric?, jobs: Int,
    progress: @Sendable (Progress) -> Void, stage: @Sendable (String) -> Void = { _ in }
  ) async throws -> (loss: ArchiveLoss, problems: [Problem]) {
    let entries = try archive.entries()
    let paths = originals
    let originals = try Originals.find(paths, of: entries)
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
    for entry in entries {
      guard [.exact, .jpeg, .picture, .table, .copy].contains(entry.kind) else { continue }
      guard let file = originals.file(for: entry.path) else {
        problems.append(
          Problem(
            message: "\(displayName(of: entry.path)): is not among the originals", kind: .misuse))
        continue
      }
      guard let result = results[entry.path] else { continue }
      // An exact file of another size has another digest, which is reported already.
      guard entry.picture == nil || file.size == entry.size else {
        problems.append(
          Problem(
            message: "\(displayName(of: entry.path)): \(ArchiveLossError.otherFile)",
            kind: .misuse))
        continue
      }
      if loss.add(result, entry, originalBytes: file.size) { files.append(file) }
    }
    loss.meanQuality = PictureQuality(meanOf: loss.pictures.map(\.quality))
    let known = Set(entries.map(\.path))
    problems += originals.unused(by: known).map {
      Problem(message: "\(displayName(of: $0)): is not in the archive", kind: .misuse)
    }
    if !files.isEmpty {
      let others = entries.filter { [.exact, .jpeg, .table].contains($0.kind) }
      loss.atEqualQuality = try await EqualQuality.measure(
        loss, files, bytes: archive.byteCount - others.reduce(0) { $0 + $1.packedSize },
        packedFrom: archive.modelNames.contains(where: \.isEmbedded) ? paths : nil, jobs: jobs,
        stage: stage)
    }
    return (loss, problems)
  }

  /// - Returns: whether it is a lossy picture
  private mutating func add(
    _ result: Comparison.Result, _ entry: ArchiveEntry, originalBytes: Int
  ) -> Bool {
    self.originalBytes += originalBytes
    switch result {
    case .identical:
      identicalFiles += 1
      return false
    case .quality(let quality):
      guard let stored = entry.picture else { return false }
      pictures.append(
        Picture(
          name: displayName(of: entry.path), width: stored.width, height: stored.height,
          originalBytes: originalBytes, packedBytes: entry.packedSize,
          bitsPerPixel: Double(8 * entry.packedSize) / Double(stored.width * stored.height),
          quality: quality))
      return true
    }
  }
}

/// The files an archive was made from, by their names in it.
private struct Originals: Sendable {
  private let files: [[UInt8]: FoundFile]
  /// The given folder, where all names in the archive begin with one folder of any name.
  private let folder: [UInt8]?

  static func find(_ paths: [[UInt8]], of entries: [ArchiveEntry]) throws -> Originals {
    let files = try FileWalk.walk(paths).entries.filter { $0.kind == .regular }
    let roots = Set(entries.map { $0.path.prefix { $0 != UInt8(ascii: "/") } })
    return Originals(
      files: Dictionary(uniqueKeysWithValues: files.map { ($0.archivePath, $0) }),
      folder: paths.count == 1 && roots.count == 1 ? FileWalk.rootName(of: paths[0]) : nil)
  }

  /// The original of the file called `path` in the archive. A single folder may have another name
  /// than the one that was packed.
  func file(for path: [UInt8]) -> FoundFile? {
    if let file = files[path] { return file }
    guard let folder, let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let rest = path[(slash + 1)...]
    return files[folder.isEmpty ? Array(rest) : folder + [UInt8(ascii: "/")] + rest]
  }

  /// The names of files that no path in the archive refers to.
  func unused(by paths: Set<[UInt8]>) -> [[UInt8]] {
    let used = Set(paths.compactMap { file(for: $0)?.archivePath })
    return files.keys.filter { !used.contains($0) }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}

/// Compares decoded files with their originals and collects the results.
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
    // The error of a table's numbers is bounded by its options, which the archive records.
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

/// Why a file of an archive does not match its original.
package enum ArchiveLossError: Error, Equatable {
  case differs
  case otherFile
  case otherPicture
  case otherAlpha
}

extension ArchiveLossError: CustomStringConvertible {
  /// What differs, to follow the file's name.
  package var description: String {
    switch self {
    case .differs: "the original differs from the packed file; it may have changed since"
    case .otherFile:
      "the original has another number of bytes than the packed file; it may have changed since"
    case .otherPicture:
      "the original has another size or other channels than the packed picture; "
        + "it may have changed since"
    case .otherAlpha:
      "the original has other alpha than the packed picture; it may have changed since"
    }
  }
}
