import Bytes
import Container
import Entropy
import Files
import Networks

/// Packs files and folders into an archive.
public enum Packer {
  /// Packs `inputs` into a new archive at `output`.
  ///
  /// The archive appears under its name when it is complete, or not at all. The same files and
  /// options give the same bytes, whatever the number of jobs.
  ///
  /// - Parameters:
  ///   - inputs: paths of files and folders, as bytes. Names in the archive are those that
  ///     `cp -r` would give.
  ///   - output: path of the archive.
  ///   - progress: called now and then, not on any particular thread.
  /// - Throws: errors of the kinds in ``ErrorKind``. What concerns one file only, such as one
  ///   that cannot be read, is in the report instead.
  public static func pack(
    _ inputs: [[UInt8]], into output: [UInt8], options: PackOptions = PackOptions(),
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> PackReport {
    guard (0...100).contains(options.quality) else {
      throw ArchiverError.badQuality(options.quality)
    }
    let file = try OutputFile(path: output, replacing: options.overwrite)
    do {
      var session = try await PackSession(inputs, into: file, options: options)
      try await session.run(progress: progress)
      try file.commit()
      return session.report
    } catch {
      file.abandon()
      throw error
    }
  }

  /// Fails where packing with these options would before it reads a file: long work that comes
  /// before packing is not to be in vain.
  package static func check(_ output: [UInt8], options: PackOptions) throws {
    try OutputFile(path: output, replacing: options.overwrite).abandon()
    if !options.lossless { _ = try PackModels(options) }
  }
}

/// One run of packing.
private struct PackSession {
  private let options: PackOptions
  private let plan: PackPlan
  private let encoder: PieceEncoder
  private var writer: ArchiveWriter<OutputFile>
  private var builder = BlockBuilder()
  private var sealing: OrderedTasks<SealedBlock>
  /// Digest so far of the large file whose pieces pass by.
  private var fileDigest = DigestHasher()
  private(set) var report = PackReport()

  init(_ inputs: [[UInt8]], into file: OutputFile, options: PackOptions) async throws {
    self.options = options
    var walk = try FileWalk.walk(
      inputs, excluding: options.excluding.map { Glob($0) }, skipping: [try file.identity])
    if let only = options.only { walk = walk.files { only.contains($0.systemPath) } }
    plan = PackPlan(
      walk,
      options.findsCopies
        ? try await Duplicates(among: walk.entries, jobs: options.jobs) : Duplicates())
    guard !plan.units.isEmpty else {
      throw ArchiverError.nothingToPack(reason: plan.problems.first?.message)
    }
    let models = options.lossless ? nil : try PackModels(options)
    encoder = PieceEncoder(
      models: models, coder: options.coder == .zstd ? .zstd : .prior,
      keepsSmallerFiles: options.keepsSmallerFiles)
    writer = try ArchiveWriter(
      into: file, models: models?.listed ?? [],
      version: plan.hasCopies ? .copies : models?.version ?? .first)
    sealing = OrderedTasks(width: options.jobs - 1)
    report.problems = plan.problems
  }

  mutating func run(progress: @Sendable (Progress) -> Void) async throws {
    let encoder = encoder
    var state = Progress(files: 0, totalFiles: plan.files, bytes: 0, totalBytes: plan.bytes)
    try await Pipeline.run(plan.units, width: max(options.jobs, 1)) { unit in
      try await encoder.pack(unit)
    } consume: { packed in
      try await take(packed)
      state.bytes = report.originalBytes
      state.files = report.lossyFiles + report.exactFiles + report.copies
      progress(state)
    }
    for block in builder.finish() { try await seal(block) }
    try await sealing.finish { try writer.append($0) }
    try writer.finish()
    report.archiveBytes = writer.length
  }

  /// Takes what became of a unit; what was to be a copy and is none is packed now, by itself.
  private mutating func take(_ packed: PackedUnit) async throws {
    report.problems += packed.problems
    var apart = packed.apart
    if let piece = packed.piece { apart += try await take(piece) }
    for file in apart {
      do {
        for unit in try PackPlan.units(of: file) { try await take(encoder.pack(unit)) }
      } catch let error as InputError {
        report.problems.append(Problem(message: "\(error), left out", kind: .system))
      }
    }
  }

  /// - Returns: files that are no copies of the file that ends with the piece
  private mutating func take(_ piece: PackedPiece) async throws -> [FoundFile] {
    var piece = piece
    var apart: [FoundFile] = []
    if case .none = piece.entry.digest, piece.entry.kind == .exact {
      if piece.entry.pieceOffset == 0 { fileDigest = DigestHasher() }
      fileDigest.update(piece.body.bytes[...])
      if piece.entry.pieceOffset + piece.body.bytes.count == piece.entry.size {
        let digest = fileDigest.finish()
        piece.entry.digest = .file(digest)
        if let copies = piece.copies, copies.digest != digest {
          apart = copies.files
          piece.copies = nil
        }
      }
    }
    report.count(piece)
    for block in builder.append(piece) { try await seal(block) }
    return apart
  }

  private mutating func seal(_ block: UnsealedBlock) async throws {
    try await sealing.start {
      try block.sealed()
    } consume: {
      try writer.append($0)
    }
  }
}

extension PackReport {
  mutating func count(_ piece: PackedPiece) {
    // A large file is one trouble, not one for each of its pieces.
    problems += piece.problems.filter { $0.message != problems.last?.message }
    let copied = piece.copies?.files.count ?? 0
    copies += copied
    copiedBytes += copied * piece.entry.size
    originalBytes += piece.originalBytes + copied * piece.entry.size
    switch piece.entry.kind {
    case .directory: folders += 1
    case .symlink: links += 1
    case .picture:
      lossyFiles += 1
      lossyOriginalBytes += piece.originalBytes
      if let picture = piece.entry.picture { lossyPixels += picture.width * picture.height }
      if let psnr = piece.psnr, psnr.isFinite {
        psnrSum += psnr
        psnrCount += 1
      }
    default:
      // A large file is counted where it ends.
      if case .file = piece.entry.digest { exactFiles += 1 }
    }
  }
}
