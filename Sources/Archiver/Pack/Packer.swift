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
      var session = try PackSession(inputs, into: file, options: options)
      try await session.run(progress: progress)
      try file.commit()
      return session.report
    } catch {
      file.abandon()
      throw error
    }
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

  init(_ inputs: [[UInt8]], into file: OutputFile, options: PackOptions) throws {
    self.options = options
    let walk = try FileWalk.walk(
      inputs, excluding: options.excluding.map { Glob($0) }, skipping: [try file.identity])
    plan = PackPlan(walk, only: options.only)
    guard !plan.units.isEmpty else {
      throw ArchiverError.nothingToPack(reason: plan.problems.first?.message)
    }
    let models = options.lossless ? nil : try PackModels(options)
    encoder = PieceEncoder(
      models: models, coder: options.coder == .zstd ? .zstd : .prior,
      keepsSmallerFiles: options.keepsSmallerFiles)
    writer = try ArchiveWriter(
      into: file, models: models?.listed ?? [], version: models?.version ?? .first)
    sealing = OrderedTasks(width: options.jobs - 1)
    report.problems = plan.problems
  }

  mutating func run(progress: @Sendable (Progress) -> Void) async throws {
    let encoder = encoder
    var state = Progress(files: 0, totalFiles: plan.files, bytes: 0, totalBytes: plan.bytes)
    try await Pipeline.run(plan.units, width: max(options.jobs, 1)) { unit in
      try await encoder.piece(for: unit)
    } consume: { piece, problems in
      report.problems += problems
      guard let piece else { return }
      try await take(piece)
      state.bytes += piece.originalBytes
      state.files = report.lossyFiles + report.exactFiles
      progress(state)
    }
    for block in builder.finish() { try await seal(block) }
    try await sealing.finish { try writer.append($0) }
    try writer.finish()
    report.archiveBytes = writer.length
  }

  private mutating func take(_ piece: PackedPiece) async throws {
    var piece = piece
    if case .none = piece.entry.digest, piece.entry.kind == .exact {
      if piece.entry.pieceOffset == 0 { fileDigest = DigestHasher() }
      fileDigest.update(piece.body.bytes[...])
      if piece.entry.pieceOffset + piece.body.bytes.count == piece.entry.size {
        piece.entry.digest = .file(fileDigest.finish())
      }
    }
    report.count(piece)
    for block in builder.append(piece) { try await seal(block) }
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
    originalBytes += piece.originalBytes
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
