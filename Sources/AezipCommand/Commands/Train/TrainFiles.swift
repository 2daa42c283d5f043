import Files
import Networks
import Training

/// The files of a run: the model, its loss curve, and the checkpoint of an unfinished run.
struct TrainFiles {
  let model: RawPath
  let checkpoint: RawPath
  let csv: RawPath
  let chart: RawPath

  private static let suffix = Array(".model".utf8)

  static func isModel(_ path: RawPath) -> Bool {
    let name =
      path.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .last ?? []
    return name.count > suffix.count && name.suffix(suffix.count) == suffix[...]
  }

  init(model: RawPath) {
    let stem = model.bytes.dropLast(Self.suffix.count)
    self.model = model
    checkpoint = RawPath(stem + Array(".checkpoint".utf8))
    csv = RawPath(stem + Array(".loss.csv".utf8))
    chart = RawPath(stem + Array(".loss.svg".utf8))
  }

  /// Throws if a name is taken or its folder cannot be written to, which is better known before the
  /// training than after it.
  func checkFree(overwrite: Bool) throws {
    for path in [model, checkpoint, csv, chart] {
      try OutputFile(path: path.bytes, replacing: overwrite).abandon()
    }
  }

  /// An unfinished run.
  enum SavedRun {
    case samples(Checkpoint<SampleTask>)
    case photo(Checkpoint<PhotoTask>)
  }

  func savedRun() throws -> SavedRun {
    let bytes = try readModel(checkpoint)
    do throws(ModelError) {
      guard try SafeTensors(bytes).metadata["format"] == PhotoTask.checkpointFormat else {
        return .samples(try Checkpoint(bytes))
      }
      return .photo(try Checkpoint(bytes))
    } catch {
      throw Failure(file: checkpoint, error: error)
    }
  }

  func write(_ file: ModelFile, _ curve: [LossPoint]) throws {
    try replace(model, by: try file.write())
    guard !curve.isEmpty else { return }
    try replace(csv, by: Array(curve.csv.utf8))
    let title = "\(file.card.settings.kind.rawValue) · \(model)"
    try replace(chart, by: Array(curve.svg(title: title).utf8))
  }

  func write(model bytes: [UInt8]) throws { try replace(model, by: bytes) }

  func write(checkpoint bytes: [UInt8]) throws {
    try replace(checkpoint, by: bytes)
  }

  func write(model bytes: [UInt8], csv text: String, chart svg: String) throws {
    try replace(model, by: bytes)
    try replace(csv, by: Array(text.utf8))
    try replace(chart, by: Array(svg.utf8))
  }

  /// Removes the checkpoint of a finished run.
  func removeCheckpoint() throws {
    try OutputFile.removeFile(at: checkpoint.bytes)
  }

  /// As ``checkFree(overwrite:)`` found the names free, what is there now is the run's own.
  private func replace(_ path: RawPath, by bytes: [UInt8]) throws {
    let file = try OutputFile(path: path.bytes, replacing: true)
    try file.append(bytes)
    try file.commit()
  }
}
