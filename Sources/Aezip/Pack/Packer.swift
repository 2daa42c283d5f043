import Bytes
import Container
import Files
import Images
import Learning

/// Packs files and folders into an archive, behind ``ArchiveBuilder``.
package enum Packer {
  /// Packs `inputs` into a new archive at `output`.
  ///
  /// The archive appears under its name when it is complete, or not at all. The same files and
  /// options give the same bytes, whatever the number of jobs.
  ///
  /// - Parameters:
  ///   - inputs: paths of files and folders, as bytes. Names in the archive are those that
  ///     `cp -r` would give.
  ///   - output: path of the archive.
  ///   - progress: called now and then, not on any particular thread, and perhaps by several at
  ///     a time. With ``PackOptions/psnr`` or ``PackOptions/sizeTarget`` all is packed several
  ///     times, until the level is right, and progress begins anew.
  ///   - watch: called now and then with the stage of ``PackOptions/learning``.
  /// - Throws: see ``ArchiveBuilder/write(to:progress:)``
  package static func pack(
    _ inputs: [[UInt8]], into output: [UInt8], options: PackOptions = PackOptions(),
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    watch: @escaping FolderLearning.Watch = { _ in }
  ) async throws -> PackReport {
    try await pack(
      PackInputs(paths: inputs), into: .path(output), options, watch: watch, progress: progress
    ).report
  }

  /// Where an archive is written.
  enum Destination: Sendable {
    case path([UInt8])
    case memory

    func open(replacing: Bool) throws(OutputError) -> ArchiveFile {
      switch self {
      case .path(let path): try ArchiveFile(path: path, replacing: replacing)
      case .memory: ArchiveFile()
      }
    }
  }

  /// Learns models, if requested, and packs.
  ///
  /// - Returns: the bytes of an archive in memory, and the report
  static func pack(
    _ inputs: PackInputs, into output: Destination, _ options: PackOptions,
    watch: @escaping FolderLearning.Watch, progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> (bytes: [UInt8], report: PackReport) {
    try options.validate()
    guard let learning = options.learning else {
      return try await packUnlearned(inputs, into: output, options, progress)
    }
    guard inputs.files.isEmpty else { throw AezipError.learningInMemory }
    try check(output, options)
    let learner = try FolderLearning(
      inputs.paths, options.unrefined, plan: learning.plan(threads: options.jobs))
    var (models, groups) = try await learner.learn(watch: watch)
    var packed = try await packUnlearned(inputs, into: output, models.added(to: options), progress)
    // Without a target mean, every group was compared as it is in the archive.
    if options.psnr != nil, !models.isEmpty,
      let bytes = try await learner.bytesUnlearned(options), bytes < packed.report.plainBytes
    {
      models = LearnedModels()
      for index in groups.indices { groups[index].drop() }
      var again = options
      again.overwrite = true
      packed = try await packUnlearned(inputs, into: output, again, progress)
    }
    packed.report.learned = groups
    return packed
  }

  /// Packs without learning.
  static func packUnlearned(
    _ inputs: PackInputs, into output: Destination, _ options: PackOptions,
    _ progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> (bytes: [UInt8], report: PackReport) {
    var file = try output.open(replacing: options.overwrite)
    do {
      var replaced: FileIdentity?
      if case .path(let path) = output {
        replaced = try Directory.current.status(of: path)?.stamp.identity
      }
      let job = try await PackJob.plan(
        inputs, options, skipping: try file.identity, replacing: replaced)
      guard let models = job.models, var search = try await job.search(models) else {
        let report = try await job.pack(with: job.models, into: file, progress)
        try file.commit()
        return (file.bytes, report)
      }
      // All pictures have one level: pack, measure and repeat until it is right.
      while true {
        let report = try await job.pack(with: models.at(share: search.share), into: file, progress)
        if try search.accepts(report) {
          try file.commit()
          return (file.bytes, report)
        }
        file.abandon()
        file = try output.open(replacing: options.overwrite)
      }
    } catch {
      file.abandon()
      throw error
    }
  }

  /// Fails early where packing would, so that no time is lost on learning.
  private static func check(_ output: Destination, _ options: PackOptions) throws {
    try output.open(replacing: options.overwrite).abandon()
    if !options.lossless { _ = try PackModels(options) }
  }

  /// - Throws: ``AezipError/badModel(name:reason:)`` or ``AezipError/unusableModel(name:_:)`` if
  ///   the model file cannot pack
  package static func check(model file: [UInt8]) throws {
    var options = PackOptions()
    options.model = file
    _ = try PackModels(options)
  }
}

/// Files to pack and options, which stay the same when they are packed several times.
struct PackJob: Sendable {
  let options: PackOptions
  let plan: PackPlan
  /// Nil if everything is lossless.
  let models: PackModels?
  /// Whether there may be lossy pictures.
  let hasPictures: Bool
  /// Whether there may be JPEG files that are coded exactly.
  let mayHaveJPEGs: Bool
  /// Whether there may be files with rasters.
  let mayHaveRasters: Bool
  let tables: TableSurvey

  /// Finds the files, reads their beginnings, and compares those of equal size.
  ///
  /// - Parameters:
  ///   - archive: left out, as it cannot contain itself
  ///   - replaced: the archive that it replaces, also left out
  /// - Throws: ``AezipError/nothingToPack(reason:)``, and errors of the kinds in ``ErrorKind``
  static func plan(
    _ inputs: PackInputs, _ options: PackOptions, skipping archive: FileIdentity?,
    replacing replaced: FileIdentity?
  ) async throws -> PackJob {
    let (files, problems) = try inputs.found(options, skipping: archive, replacing: replaced)
    let duplicates =
      options.findsCopies
      ? try await Duplicates.find(among: files, jobs: options.jobs) : Duplicates()
    let plan = PackPlan(files, problems, duplicates)
    guard !plan.units.isEmpty else {
      throw AezipError.nothingToPack(reason: plan.problems.first?.message)
    }
    let models = options.lossless ? nil : try PackModels(options)
    let hasPictures = plan.hasPictures(options.lossless ? [.jpeg] : Set(ImageFormat.allCases))
    return PackJob(
      options: options, plan: plan, models: models,
      hasPictures: models != nil && hasPictures, mayHaveJPEGs: hasPictures,
      mayHaveRasters: plan.mayHaveRasters,
      tables: .survey(
        plan, error: options.maximumError ?? 0, learns: options.learnsTables))
  }

  /// The search for the level of pictures; nil if it is known.
  func search(_ models: PackModels) async throws -> (any TargetSearch)? {
    if let wanted = options.psnr { return try await LevelSearch.begin(for: wanted, self, models) }
    return options.sizeTarget.map { SizeSearch(for: $0, models) }
  }

  /// Packs everything, with pictures at the level of `models`.
  func pack(
    with models: PackModels?, into file: ArchiveFile,
    _ progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> PackReport {
    var session = try PackSession(self, models, into: file)
    try await session.run(progress: progress)
    return session.report
  }
}
