import Aezip
import Files
import Images
import LinearAlgebra
import Synchronization

/// The report on a folder of pictures: which codecs are measured, in which order, and what
/// becomes of one that fails.
package struct FolderReport: Sendable {
  /// Files and folders with the pictures.
  package var paths: [[UInt8]]
  /// How many pictures to take at most.
  package var sample: Int?
  /// Identifiers of external codecs and metrics that are not to be run, as in "avif".
  package var without: Set<String> = []
  /// Identifier of the codec that BD-rates are against.
  package var anchor = "jpeg-420"
  /// Curves of others to stand beside.
  package var published: [CodecCurve] = []
  /// Models to measure beside the built-in one; no two of one name.
  package var models: [GivenModel] = []
  /// Efforts to measure beside the usual one; no two the same.
  package var efforts: [GivenEffort] = []
  /// Where finished measurements are kept; nil for nowhere.
  package var cache: [UInt8]?
  /// Pictures worked on at a time.
  package var jobs = 1

  package init(paths: [[UInt8]]) {
    self.paths = paths
  }

  /// What a run came to.
  package struct Result: Sendable {
    package let report: Report
    /// The pictures measured, in the report's order.
    package let set: PictureSet
    /// What went wrong or is worth knowing, one line each.
    package let problems: [Problem]
  }

  /// How far a run has come.
  package struct Stage: Sendable {
    /// What is being done, as in "measuring JPEG 4:2:0".
    package var label: String
    package var progress: Progress
  }

  /// Finds the pictures, measures every codec on them, and draws up the report.
  ///
  /// - Throws: `WalkError`, ``MeasuringError``; what goes wrong with a codec of others is a note
  package func run(
    conditions: Report.Conditions, progress: @escaping @Sendable (Stage) -> Void
  ) async throws -> Result {
    try checkNames()
    let set = try await PictureSet.scan(paths, sample: sample, jobs: jobs) {
      progress(Stage(label: "reading", progress: $0))
    }
    let external = await ExternalPrograms.find(without: without)
    let codecs = builtIn() + external.codecs
    let comparable = codecs.map(\.identity.id) + published.map(\.id)
    guard comparable.contains(anchor) else {
      throw MeasuringError.noAnchor(anchor, known: comparable)
    }
    let measurer = Measurer(
      set, cache: try MeasurementCache(path: cache), metric: external.metric, jobs: jobs)
    let counter = StageCounter(
      total: set.pictures.count * codecs.reduce(0) { $0 + $1.settings.count }, show: progress)
    var measured: [MeasuredCodec] = []
    var notes = external.notes
    var problems = set.problems
    for codec in codecs {
      counter.begin("measuring \(codec.identity.name)")
      do {
        measured.append(try await measurer.measure(codec) { counter.advance(by: $0) })
      } catch {
        // Without the archiver itself there is no report; without a rival there is.
        guard codec.identity.family != "aezip", Self.isRivals(error) else { throw error }
        let message = "\(codec.identity.name) is left out: \(error)"
        notes.append(message)
        problems.append(Problem(message: message, kind: .system))
      }
    }
    let report = try Report(
      conditions, of: set, codecs: measured, published: published, anchor: anchor, notes: notes)
    return Result(report: report, set: set, problems: problems)
  }

  /// Whether it is a codec that failed, and not the pictures, the disk or the program.
  private static func isRivals(_ error: any Error) -> Bool {
    error is ExternalError || error is ImageError || error is PCAError
      || error is EigenvectorsError
  }

  /// What needs no program but this one.
  private func builtIn() -> [any RatedCodec] {
    let staged = StagedPictures()
    let basis = LearnedBasis()
    let own: [any RatedCodec] = [
      AezipRated(.prior, staged: staged), AezipRated(.zstd, staged: staged),
    ]
    let given: [any RatedCodec] =
      models.map { AezipRated(.prior, staged: staged, model: $0) }
      + efforts.map { AezipRated(.prior, staged: staged, effort: $0) }
    return own + given + [
      JPEGRated(.s420), JPEGRated(.s444), CodedPCARated(basis, countsBasis: false),
      CodedPCARated(basis, countsBasis: true),
      TextbookPCARated(basis),
    ]
  }

  /// A name that nothing has is a typing mistake to be told before hours of measuring.
  private func checkNames() throws(MeasuringError) {
    for name in without.sorted() where !ExternalPrograms.identifiers.contains(name) {
      throw .unknownCodec(name, known: ExternalPrograms.identifiers)
    }
    let known =
      builtIn().map(\.identity.id)
      + ExternalPrograms.codecIdentifiers.filter { !without.contains($0) }
      + published.map(\.id)
    guard known.contains(anchor) else { throw .unknownCodec(anchor, known: known) }
  }
}

/// Counts pictures over all codecs and settings.
private final class StageCounter: Sendable {
  private let stage: Mutex<FolderReport.Stage>
  private let show: @Sendable (FolderReport.Stage) -> Void

  init(total: Int, show: @escaping @Sendable (FolderReport.Stage) -> Void) {
    let progress = Progress(files: 0, totalFiles: total, bytes: 0, totalBytes: 0)
    stage = Mutex(FolderReport.Stage(label: "measuring", progress: progress))
    self.show = show
  }

  func begin(_ label: String) {
    stage.withLock { $0.label = label }
  }

  func advance(by count: Int) {
    show(
      stage.withLock { stage in
        stage.progress.files += count
        return stage
      })
  }
}
