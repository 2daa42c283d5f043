import Archiver
import Learning
import Networks

/// The part of `pack --learn` that comes before packing, on the terminal.
struct LearnRun {
  let plan: LearningPlan
  let options: PackOptions
  let quiet: Bool

  /// Learns models of like pictures.
  func learn(_ inputs: [[UInt8]]) async throws -> (models: [LearnedModel], groups: [LearnedGroup]) {
    let line = ProgressLine("learning", quiet: quiet)
    defer { line.finish() }
    return try await FolderLearning(options, plan: plan).learn(inputs) { stage in
      line.show { Self.text(stage) }
    }
  }

  private static func text(_ stage: FolderLearning.Stage) -> String {
    switch stage {
    case .looking(let seen, let all):
      return "learning: looking for like pictures, \(seen) of \(plural(all, "file"))"
    case .judging(let group):
      return "learning: packing \(name(of: group.shape, count: group.paths.count))"
    case .training(let group, let progress):
      let parts = [
        progress.decibels.map { "\($0.fixed(1)) dB" },
        progress.bytesAPicture.map { "\($0.fixed(1)) bytes each" },
        progress.secondsLeft.map { "\(duration(seconds: $0)) left" },
      ]
      let name = name(of: group.shape, count: group.paths.count)
      return "learning \(name): " + parts.compactMap { $0 }.joined(separator: ", ")
    }
  }
}

/// As in "10000 grey pictures of 28×28".
private func name(of shape: ObjectShape, count: Int) -> String {
  let colour = shape.channels == 1 ? "grey" : "RGB"
  return "\(plural(count, "\(colour) picture")) of \(shape.width)×\(shape.height)"
}

extension LearnedGroup {
  /// What became of the group, in a line.
  var line: String {
    let name = name(of: shape, count: files)
    let before = byteCount(bytesBefore)
    switch outcome {
    case .kept:
      return "\(name): learned, \(byteCount(bytesAfter ?? 0)) with the model instead of \(before)"
    case .larger:
      return
        "\(name): not learned, \(byteCount(bytesAfter ?? 0)) with a model of their own instead "
        + "of \(before)"
    case .below(let psnr):
      return "\(name): not learned, a model of their own came to \(psnr.fixed(2)) dB in the time "
        + "there was, not \(target.fixed(2)) dB"
    }
  }
}

/// What `pack --json` says of a group.
struct LearnedGroupJSON: Encodable {
  let width: Int
  let height: Int
  let channels: Int
  let files: Int
  let targetPSNR: Double
  let bytesBefore: Int
  let bytesAfter: Int?
  let learned: Bool

  init(_ group: LearnedGroup) {
    (width, height, channels) = (group.shape.width, group.shape.height, group.shape.channels)
    files = group.files
    targetPSNR = group.target
    (bytesBefore, bytesAfter) = (group.bytesBefore, group.bytesAfter)
    learned = group.outcome == .kept
  }
}
