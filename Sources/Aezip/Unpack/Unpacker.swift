import Bytes
import Container
import Files
import Images
import SystemPackage

extension Archive {
  /// Unpacks into `folder`, which is made if it is missing.
  ///
  /// Nothing is written outside of the folder. Failures of single files are in the report, and the
  /// other files are unpacked all the same. A file appears whole or not at all.
  ///
  /// - Throws: errors of the kinds in ``ErrorKind``. Those of kind ``ErrorKind/system`` are thrown
  ///   before anything is decoded if the folder cannot be written to, and later for a failure that
  ///   ends everything, such as a full disk.
  public func unpack(
    into folder: FilePath, options: UnpackOptions = UnpackOptions(),
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> UnpackReport {
    try await unpack(into: folder.bytes, options: options, progress: progress)
  }

  /// Unpacks into `folder` while the calling thread waits; see ``unpack(into:options:progress:)``.
  ///
  /// - Throws: see ``unpack(into:options:progress:)``
  @available(*, noasync, message: "await unpack(into:options:progress:)")
  public func unpack(
    into folder: FilePath, options: UnpackOptions = UnpackOptions()
  ) throws -> UnpackReport {
    try Blocking.run { try await unpack(into: folder.bytes, options: options) }
  }

  /// Verifies while the calling thread waits; see ``verify(signer:jobs:progress:)``.
  ///
  /// - Throws: see ``verify(signer:jobs:progress:)``
  @available(*, noasync, message: "await verify(signer:jobs:progress:)")
  public func verify(signer: [UInt8]? = nil, jobs: Int = 1) throws -> UnpackReport {
    try Blocking.run { try await verify(signer: signer, jobs: jobs, progress: { _ in }) }
  }

  /// The same with the path as bytes.
  package func unpack(
    into folder: [UInt8], options: UnpackOptions = UnpackOptions(),
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> UnpackReport {
    var selection = try Selection(
      reader.entries, patterns: options.paths == nil ? options.patterns : [],
      ignoringCase: options.ignoresCase)
    if let paths = options.paths { selection = selection.only(paths, of: reader.entries) }
    let signer = try options.signer.map { try checkSignature(by: $0) }
    let root = try ExtractionRoot(path: folder)
    var skipped = 0
    if options.skipsExisting || options.keepsNewer {
      skipped = selection.leaveOut(of: reader.entries) { entry in
        guard let time = root.modified(entry.path) else { return false }
        return options.skipsExisting || !time.isEarlier(than: entry.time)
      }
    }
    try root.checkWritable(for: selection.files.lazy.map { reader.entries[$0].path })
    if selection.files.isEmpty {
      try root.checkWritable(for: selection.folders.lazy.map(\.path))
    }
    var report: UnpackReport
    do {
      report = try await extract(
        selection, to: .folder(root, overwrite: options.overwrite || options.keepsNewer),
        as: options.jpegQuality, jobs: options.jobs, progress: progress)
    } catch {
      // Extracted entries still get their permissions and times.
      try? root.finish()
      throw error
    }
    (report.signer, report.skipped) = (signer, skipped)
    report.problems += selection.unmatched.map {
      Problem(AezipError.nothingMatches([$0]))
    }
    do {
      try root.finish()
    } catch {
      report.problems.append(Problem(error))
    }
    return report
  }

  /// Decodes everything and checks every checksum and digest; writes nothing.
  ///
  /// A signature is checked as well. Without `signer` that shows that the archive has not changed
  /// since it was signed, but not who signed it. A signature of an unknown kind is a problem of
  /// kind ``ErrorKind/unchecked``.
  ///
  /// - Parameters:
  ///   - signer: see ``UnpackOptions/signer``
  ///   - jobs: the number of blocks processed at a time
  ///   - progress: called now and then, on any thread
  /// - Throws: errors of the kinds in ``ErrorKind`` after which nothing can be checked. All other
  ///   errors are problems of the report.
  public func verify(
    signer: [UInt8]? = nil, jobs: Int = 1, progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> UnpackReport {
    var damage: [Problem] = []
    do {
      try reader.checkSections()
    } catch {
      // Blocks report what is lost; this reports where.
      damage.append(Problem(error))
    }
    let isDamaged = damage.contains { $0.kind == .badData }
    var found: String?
    do {
      found = try signer.map { try checkSignature(by: $0) } ?? checkSignature()
    } catch ArchiveError.unknownSignature(let offset) where signer == nil {
      let error = ArchiveError.unknownSignature(offset: offset)
      damage.append(Problem(error, kind: .unchecked))
    } catch {
      let problem = Problem(error)
      if !damage.contains(where: { $0.message == problem.message }) { damage.append(problem) }
    }
    let selection = try Selection(reader.entries, patterns: [])
    var report = try await extract(selection, to: .nowhere, jobs: jobs, progress: progress)
    report.signer = found
    report.problems = damage + report.problems
    report.isDamaged = isDamaged
    return report
  }

  /// Decodes every file into memory and shows it to `visit`; writes nothing.
  ///
  /// - Parameters:
  ///   - only: paths of the files to decode; nil for all
  ///   - seesJPEGs: whether JPEG files that are coded exactly are shown as pictures
  ///   - jobs: the number of units processed at a time, each a block or a large file
  ///   - progress: called now and then
  ///   - visit: called once for each file that decodes and agrees with its digest, on any thread,
  ///     with its path in the archive; what it throws becomes that file's problem
  /// - Returns: the counts of decoded files, and the problems of the others
  package func visit(
    only: Set<[UInt8]>? = nil, seesJPEGs: Bool = false, jobs: Int = 1,
    progress: @Sendable (Progress) -> Void = { _ in },
    _ visit: @escaping @Sendable ([UInt8], DecodedContent) async throws -> Void
  ) async throws -> UnpackReport {
    let all = try Selection(reader.entries, patterns: [])
    return try await extract(
      only.map { all.only($0, of: reader.entries) } ?? all,
      to: .visitor(
        { entry, content in try await visit(entry.path, content) }, seesJPEGs: seesJPEGs),
      jobs: jobs,
      progress: progress)
  }

  private func extract(
    _ selection: Selection, to destination: Extractor.Destination,
    as jpegQuality: JPEGQuality = .fitting, jobs: Int,
    progress: @Sendable (Progress) -> Void
  ) async throws -> UnpackReport {
    var report = UnpackReport()
    let memory = MemoryBudget()
    let units = selection.units(of: reader)
    // Several units have a thread each.
    let extractor = Extractor(
      archive: self, destination: destination, jpegQuality: jpegQuality,
      threads: units.count == 1 ? max(jobs, 1) : 1)
    try extractor.checkTotal(of: units)
    // Folders are first, so that each has its own permissions in the end.
    try extractor.makeFolders(selection.folders, &report)
    let entries = reader.entries
    var state = Progress(files: 0, totalFiles: 0, bytes: 0, totalBytes: 0)
    for position in selection.files where entries[position].beginsFile {
      state.totalFiles += 1
      state.totalBytes += entries[position].size
    }
    try await Pipeline.run(units, width: max(jobs, 1)) { unit in
      try await memory.run(needing: extractor.cost(of: unit)) { try await extractor.run(unit) }
    } consume: { part in
      report.add(part)
      state.files =
        report.pictures + report.exactPictures + report.tables + report.exactJPEGs
        + report.exactFiles + report.links
      state.bytes += part.originalBytes
      state.finished = part.paths
      progress(state)
    }
    return report
  }
}

extension UnpackReport {
  mutating func add(_ part: ExtractedPart) {
    pictures += part.files.pictures
    exactPictures += part.files.exactPictures
    uncheckedPictures += part.uncheckedPictures
    tables += part.files.tables
    exactJPEGs += part.files.exactJPEGs
    exactFiles += part.files.exactFiles
    copies += part.copies
    links += part.links
    bytes += part.bytes
    problems += part.problems
  }
}

/// A file of an archive, decoded and checked.
package enum DecodedContent: Sendable {
  /// A lossy picture, or one of exact pixels.
  case picture(Picture)
  /// The digest of a lossless file.
  case exact(Digest)
  /// The digest of a lossy table's file.
  case table(Digest)
}
