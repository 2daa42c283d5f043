import Bytes
import Container
import ExactCodec
import Files
import Tables

/// One run of packing.
struct PackSession {
  private let options: PackOptions
  private let plan: PackPlan
  private let encoder: PieceEncoder
  private let file: ArchiveFile
  private var writer: ArchiveWriter<ArchiveOutput>
  private var builder = BlockBuilder()
  private let version: FormatVersion
  private var compressing: OrderedTasks<CompressedBlock>
  /// The digest so far of the large file in progress.
  private var fileDigest = DigestHasher()
  private var usedModels: Set<Int> = []
  private(set) var report = PackReport()

  init(_ job: PackJob, _ models: PackModels?, into file: ArchiveFile) throws {
    (options, plan, self.file) = (job.options, job.plan, file)
    let threads = plan.hasOneFile ? max(options.jobs, 1) : 1
    encoder = PieceEncoder(
      models: models?.fittingTiles(atATime: threads), coder: options.coder,
      keepsSmallerFiles: options.keepsSmallerFiles,
      latentsOnly: options.latentsOnly, minimumPSNR: options.minimumPSNR,
      floorsWindows: options.floorsWindows,
      checksPictures: options.checksPictures,
      tables: job.tables, tableError: options.maximumError ?? 0,
      learnsTables: options.learnsTables,
      jpegs: job.mayHaveJPEGs
        ? JPEGFileCoder(effort: options.effort, threads: threads) : nil,
      rasters: job.mayHaveRasters
        ? RasterFileCoder(effort: options.effort, threads: threads) : nil,
      keepsJPEGs: options.keepsJPEGs)
    version = max(
      plan.hasCopies || (job.hasPictures && options.checksPictures) ? .copies : .first,
      job.tables.version ?? .first,
      models?.version(hasPictures: job.hasPictures) ?? .first,
      job.mayHaveJPEGs || job.mayHaveRasters ? .blocks : .first,
      options.signingKey == nil ? .first : .signed)
    var redundancy = options.redundancy.flatMap { Redundancy(percent: $0) }
    if options.passphrase != nil { redundancy?.slack = ArchiveOutput.damageGrowth }
    writer = try ArchiveWriter(
      into: ArchiveOutput(file, passphrase: options.passphrase), models: models?.listed ?? [],
      version: version, redundancy: redundancy, signing: options.signing)
    compressing = OrderedTasks(width: options.jobs - 1)
    report.problems = plan.problems
    report.redundancy = redundancy?.percent
    // A requested quality is reported as given, not rounded to a level.
    let isAsked = options.psnr == nil && options.sizeTarget == nil
    report.quality = isAsked && models != nil ? options.quality : models?.quality
  }

  mutating func run(progress: @escaping @Sendable (Progress) -> Void) async throws {
    let meter = PackMeter(
      Progress(files: 0, totalFiles: plan.files, bytes: 0, totalBytes: plan.bytes),
      report: progress)
    var encoder = encoder
    encoder.meter = meter
    let metered = encoder
    try await Pipeline.run(plan.units, width: max(options.jobs, 1)) { unit in
      try await metered.pack(unit)
    } consume: { packed in
      try await take(packed)
      meter.finished(files: report.storedFiles + report.copies, bytes: report.originalBytes)
    }
    for block in builder.finish() { try await compress(block) }
    try await compressing.finish {
      report.count($0)
      try writer.append($0)
    }
    var output = try writer.finish()
    try output.finish()
    report.problems += report.exactNotes.problems
    if let note = encoder.models?.note(used: usedModels) { report.problems.append(note) }
    (report.archiveBytes, report.plainBytes) = (file.count, writer.length)
  }

  /// Records a packed unit, and packs planned copies that have changed.
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

  /// - Returns: planned copies that differ from the file that ends with the piece
  private mutating func take(_ piece: PackedPiece) async throws -> [PackFile] {
    var piece = piece
    var apart: [PackFile] = []
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
    if let picture = piece.entry.picture {
      if picture.coder.usesModel { usedModels.insert(picture.model) }
      let isLeveled = !picture.coder.usesModel || picture.model >= options.learned.count
      if isLeveled, piece.psnr?.isFinite ?? false { report.levelCount += 1 }
    }
    for block in builder.append(piece) { try await compress(block) }
    return apart
  }

  private mutating func compress(_ block: PendingBlock) async throws {
    let version = version
    try await compressing.start {
      try block.compressed(for: version)
    } consume: {
      report.count($0)
      try writer.append($0)
    }
  }
}

extension PackReport {
  var storedFiles: Int { lossyFiles + exactPictures + boundedTables + exactJPEGs + exactFiles }

  mutating func count(_ block: CompressedBlock) {
    let start = block.payload.prefix(BlockPrelude.maximumByteCount)
    guard let prelude = try? BlockPrelude(parsing: start, of: block.payload.count) else { return }
    let body =
      block.payload.count - prelude.byteCount - prelude.catalogueLength
      - prelude.extrasLength
    let whole = block.entries.reduce(0) { $0 + $1.bodyLength }
    for entry in block.entries where [.exact, .table, .jpeg, .raster].contains(entry.kind) {
      otherBytes += Archive.share(entry.bodyLength, of: whole, body)
    }
  }

  mutating func count(_ piece: PackedPiece) {
    // A large file has one problem, not one for each piece.
    problems += piece.problems.filter { $0.message != problems.last?.message }
    for note in piece.exactNotes { exactNotes.add(note) }
    if piece.isMismatch { mismatchedFiles += 1 }
    let copied = piece.copies?.files.count ?? 0
    copies += copied
    copiedBytes += copied * piece.entry.size
    originalBytes += piece.originalBytes + copied * piece.entry.size
    switch piece.entry.kind {
    case .directory: folders += 1
    case .symlink: links += 1
    case .picture:
      if piece.entry.picture?.coder == .pixels { exactPictures += 1 } else { lossyFiles += 1 }
      pictureOriginalBytes += piece.originalBytes
      if let picture = piece.entry.picture { picturePixels += picture.width * picture.height }
      if let psnr = piece.psnr, psnr.isFinite {
        psnrSum += psnr
        psnrCount += 1
        if psnr < lowestPSNR ?? .infinity {
          (lowestPSNR, lowestPath) = (psnr, piece.entry.path)
        }
      }
    case .table where piece.entry.maximumError > 0: boundedTables += 1
    case .jpeg: exactJPEGs += 1
    default:
      // A large file counts at its last piece.
      if case .file = piece.entry.digest { exactFiles += 1 }
    }
  }
}
