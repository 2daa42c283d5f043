import Archiver
import Learning
import Networks

/// The part of `pack --learn` that comes before packing, on the terminal.
struct LearnRun {
  let plan: LearningPlan
  let options: PackOptions
  let quiet: Bool

  /// Learns models of like pictures and packs with those that pay.
  func pack(
    _ inputs: [[UInt8]], into archive: [UInt8], progress: @Sendable (Progress) -> Void
  ) async throws -> (report: PackReport, groups: [LearnedGroup]) {
    try Packer.check(archive, options: options)
    let learning = try FolderLearning(options, plan: plan)
    var (models, groups) = try await learn(inputs, learning)
    var options = options
    options.learned = models
    let report = try await Packer.pack(
      inputs, into: archive, options: options, progress: progress)
    // Where no mean is asked for every group has been judged as it is in the archive.
    guard options.psnr != nil, !models.isEmpty,
      let bytes = try await learning.bytesUnlearned(inputs), bytes < report.archiveBytes
    else { return (report, groups) }
    (models, options.learned, options.overwrite) = ([], [], true)
    for index in groups.indices where groups[index].outcome == .kept {
      groups[index].outcome = .largerWithOthers
    }
    return (
      try await Packer.pack(inputs, into: archive, options: options, progress: progress), groups
    )
  }

  private func learn(
    _ inputs: [[UInt8]], _ learning: FolderLearning
  ) async throws -> (models: [LearnedModel], groups: [LearnedGroup]) {
    let line = ProgressLine("learning", quiet: quiet)
    defer { line.finish() }
    return try await learning.learn(inputs) { stage in line.show { Self.text(stage) } }
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
    case .largerWithOthers:
      return "\(name): not learned, as the mean PSNR of all pictures is had for fewer bytes without"
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
