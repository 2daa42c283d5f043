import Bytes
import Container
import Files

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
  ///   - progress: called now and then, not on any particular thread. With ``PackOptions/psnr``
  ///     or ``PackOptions/sizeTarget`` all is packed several times, until the level is right, and
  ///     progress begins anew.
  /// - Throws: errors of the kinds in ``ErrorKind``; ``ArchiverError/unreachedPSNR(wanted:best:)``
  ///   or ``ArchiverError/unreachedSize(wanted:least:)`` where no level gives what is asked for. What concerns one file only, such as one
  ///   that cannot be read, is in the report instead.
  public static func pack(
    _ inputs: [[UInt8]], into output: [UInt8], options: PackOptions = PackOptions(),
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> PackReport {
    try options.validate()
    var file = try OutputFile(path: output, replacing: options.overwrite)
    do {
      let job = try await PackJob(
        inputs, options, skipping: try file.identity,
        replacing: try Directory.current.status(of: output)?.stamp.identity)
      guard let models = job.models, var search = try await job.search(models) else {
        let report = try await job.pack(with: job.models, into: file, progress)
        try file.commit()
        return report
      }
      // One level for all pictures: packed, measured, and packed again while it is not right.
      while true {
        let report = try await job.pack(with: models.at(share: search.share), into: file, progress)
        if try search.accepts(report) {
          try file.commit()
          return report
        }
        file.abandon()
        file = try OutputFile(path: output, replacing: options.overwrite)
      }
    } catch {
      file.abandon()
      throw error
    }
  }

  /// Fails where packing with these options would before it reads a file: long work that comes
  /// before packing is not to be in vain.
  package static func check(_ output: [UInt8], options: PackOptions) throws {
    try options.validate()
    try OutputFile(path: output, replacing: options.overwrite).abandon()
    if !options.lossless { _ = try PackModels(options) }
  }

  /// - Throws: ``ArchiverError/badModel(name:reason:)`` if nothing can be packed with a model file
  package static func check(model file: [UInt8]) throws {
    var options = PackOptions()
    options.model = file
    _ = try PackModels(options)
  }
}

/// What is to be packed, and how: all that stays the same if it is packed several times.
struct PackJob: Sendable {
  let options: PackOptions
  let plan: PackPlan
  /// Nil without loss.
  let models: PackModels?
  /// Whether there may be pictures stored with loss.
  let hasPictures: Bool
  /// The version that tables take; nil if no file is stored as one.
  let tableVersion: FormatVersion?

  /// - Parameters:
  ///   - archive: which is not to be packed into itself
  ///   - replaced: the one that lies in its place as yet, neither
  init(
    _ inputs: [[UInt8]], _ options: PackOptions, skipping archive: FileIdentity,
    replacing replaced: FileIdentity?
  ) async throws {
    self.options = options
    var walk = try FileWalk.walk(
      inputs, excluding: options.excluding.map { Glob($0) }, skipping: [archive],
      replacing: replaced)
    if let only = options.only { walk = walk.files { only.contains($0.systemPath) } }
    plan = PackPlan(
      walk,
      options.findsCopies
        ? try await Duplicates(among: walk.entries, jobs: options.jobs) : Duplicates())
    guard !plan.units.isEmpty else {
      throw ArchiverError.nothingToPack(reason: plan.problems.first?.message)
    }
    models = options.lossless ? nil : try PackModels(options)
    hasPictures = models != nil && plan.hasPictures
    tableVersion = plan.tableVersion(
      error: options.maximumError ?? 0, learns: options.learnsTables)
  }

  /// How to look for the level of pictures; nil where it is known.
  func search(_ models: PackModels) async throws -> (any TargetSearch)? {
    if let wanted = options.psnr { return try await LevelSearch(for: wanted, self, models) }
    return options.sizeTarget.map { SizeSearch(for: $0, models) }
  }

  /// Packs everything, with pictures at the level `models` has for them.
  func pack(
    with models: PackModels?, into file: OutputFile, _ progress: @Sendable (Progress) -> Void
  ) async throws -> PackReport {
    var session = try PackSession(self, models, into: file)
    try await session.run(progress: progress)
    return session.report
  }
}
