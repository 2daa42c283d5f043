import Files
import Networks
import Training

/// The files of a run: the model, its loss curve, and while it is not over what it goes on from.
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

  /// Throws if a name is taken or its folder cannot be written to: that is to be told now, and
  /// not when all is trained.
  func checkFree(overwrite: Bool) throws {
    for path in [model, checkpoint, csv, chart] {
      try OutputFile(path: path.bytes, replacing: overwrite).abandon()
    }
  }

  /// A run that is not over.
  enum SavedRun {
    case objects
    case photo(PhotoCheckpoint)
  }

  func savedRun() throws -> SavedRun {
    let bytes = try readModel(checkpoint)
    do throws(ModelError) {
      guard try SafeTensors(bytes).metadata["format"] == PhotoCheckpoint.format else {
        return .objects
      }
      return .photo(try PhotoCheckpoint(bytes))
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

  func write(_ file: Checkpoint) throws {
    try write(checkpoint: file.write())
  }

  func write(checkpoint bytes: [UInt8]) throws {
    try replace(checkpoint, by: bytes)
  }

  func write(model bytes: [UInt8], csv text: String, chart svg: String) throws {
    try replace(model, by: bytes)
    try replace(csv, by: Array(text.utf8))
    try replace(chart, by: Array(svg.utf8))
  }

  /// Once the run is over.
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
