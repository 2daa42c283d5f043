import Aezip
import Files
import Images
import LinearAlgebra
import Synchronization

/// A report on a folder of pictures: the codecs to measure and their order.
package struct FolderReport: Sendable {
  /// The files and folders with the pictures.
  package var paths: [[UInt8]]
  /// The most pictures to measure on; nil for all.
  package var sample: Int?
  /// The identifiers of external codecs and metrics to leave out, as in "avif".
  package var without: Set<String> = []
  /// The identifier of the codec that BD-rates are against.
  package var anchor = "jpeg-420"
  /// Published curves to show beside.
  package var published: [CodecCurve] = []
  /// Models to measure beside the built-in one, each of another name.
  package var models: [GivenModel] = []
  /// Efforts to measure beside the default one, each once.
  package var efforts: [Int] = []
  /// The file that keeps finished measurements; nil for none.
  package var cache: [UInt8]?
  /// Pictures to work on at a time.
  package var jobs = 1

  package init(paths: [[UInt8]]) {
    self.paths = paths
  }

  /// The outcome of a run.
  package struct Result: Sendable {
    package let report: Report
    /// The measured pictures, in the report's order.
    package let set: PictureSet
    /// Problems and notes, one line each.
    package let problems: [Problem]
  }

  /// The progress of a run.
  package struct Stage: Sendable {
    /// The current step, as in "measuring JPEG 4:2:0".
    package var label: String
    package var progress: Progress
  }

  /// Finds the pictures and measures every codec on them.
  ///
  /// - Parameter title: the name of the pictures
  /// - Throws: `WalkError`, ``MeasuringError``; an external codec that fails becomes a note
  package func run(
    _ title: String, conditions: MeasurementConditions,
    progress: @escaping @Sendable (Stage) -> Void
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
      set, cache: try MeasurementCache.open(cache), metric: external.metric, jobs: jobs)
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
        // A report needs aezip; it can do without another codec.
        guard codec.identity.family != "aezip", Self.isCodecFailure(error) else { throw error }
        let message = "\(codec.identity.name) is left out: \(error)"
        notes.append(message)
        problems.append(Problem(message: message, kind: .system))
      }
    }
    let report = try Report(
      title, conditions, of: set, codecs: measured, published: published, anchor: anchor,
      notes: notes)
    return Result(report: report, set: set, problems: problems)
  }

  /// Whether a codec failed, and not the pictures, the disk or this program.
  private static func isCodecFailure(_ error: any Error) -> Bool {
    error is ExternalError || error is ImageError || error is PCAError
      || error is EigenvectorsError
  }

  /// The codecs that need no other program.
  private func builtIn() -> [any RatedCodec] {
    let staged = StagedPictures()
    let basis = LearnedBasis()
    let own: [any RatedCodec] = [
      RatedAezip(.prior, staged: staged), RatedAezip(.zstd, staged: staged),
    ]
    let given: [any RatedCodec] =
      models.map { RatedAezip(.prior, staged: staged, model: $0) }
      + efforts.map { RatedAezip(.prior, staged: staged, effort: $0) }
    return own + given + [
      RatedJPEG(.s420), RatedJPEG(.s444), RatedPCA(basis, countsBasis: false),
      RatedPCA(basis, countsBasis: true),
      RatedTextbookPCA(basis),
    ]
  }

  /// Checks the names that the user gave before hours of measuring.
  ///
  /// - Throws: ``MeasuringError/unknownCodec(_:known:)``
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
