import Aezip
import Learning
import Networks

extension FolderLearning.Stage {
  /// What the progress line of `pack --learn` shows.
  var text: String {
    switch self {
    case .looking(let seen, let all):
      return "learning: looking for pictures, \(seen) of \(plural(all, "file"))"
    case .comparing(let group):
      return "learning: packing \(name(of: group.shape, count: group.paths.count))"
    case .training(let group, let progress):
      return Self.text(
        group,
        [
          progress.decibels.map { "\($0.fixed(1)) dB" },
          progress.bytesAPicture.map { "\($0.fixed(1)) bytes each" },
          progress.secondsLeft.map { "\(duration(seconds: $0)) left" },
        ])
    case .adapting(let group, let progress):
      return Self.text(
        group,
        [
          progress.bitsPerPixel.map { "\($0.fixed(3)) bpp" },
          progress.modelBytes.map { "\(byteCount(Int($0))) of changes" },
          progress.secondsLeft.map { "\(duration(seconds: $0)) left" },
        ])
    }
  }

  private static func text(_ group: PictureGroup, _ parts: [String?]) -> String {
    let name = name(of: group.shape, count: group.paths.count)
    return "learning \(name): " + parts.compactMap { $0 }.joined(separator: ", ")
  }
}

/// As in "10000 grey pictures of 28×28".
private func name(of shape: SampleShape?, count: Int) -> String {
  guard let shape else { return plural(count, "picture") }
  let colour = shape.channels == 1 ? "grey" : "RGB"
  return "\(plural(count, "\(colour) picture")) of \(shape.width)×\(shape.height)"
}

extension LearnedGroup {
  /// What became of the group, in a line.
  var line: String {
    let name = name(of: shape, count: files)
    let before = byteCount(bytesBefore)
    guard let kept else {
      let reasons = candidates.map { reason($0) }.joined(separator: "; ")
      return "\(name): not learned, \(reasons)"
    }
    let others = candidates.compactMap { candidate in
      candidate.outcome == .kept ? nil : "; \(reason(candidate))"
    }
    let (verb, with) = kept.kind == .small ? ("learned", "the model") : ("adapted", "the changes")
    return "\(name): \(verb), \(byteCount(kept.bytes ?? 0)) with \(with) instead of \(before)"
      + others.joined()
  }

  /// Why a model was not kept.
  private func reason(_ candidate: Candidate) -> String {
    let model =
      candidate.kind == .small ? "a model of their own" : "the photo model adapted to them"
    switch candidate.outcome {
    case .kept: return "\(model) was"
    case .larger, .largerThanAnother:
      let bytes = byteCount(candidate.bytes ?? 0)
      return "\(bytes) with \(model) instead of \(byteCount(bytesBefore))"
    case .largerWithOthers:
      return "as the mean PSNR of all pictures is had for fewer bytes without"
    case .below(let psnr):
      return "\(model) came to \(psnr.fixed(2)) dB in the time there was, not "
        + "\(target.fixed(2)) dB"
    }
  }
}

/// What `pack --json` says of a group.
struct LearnedGroupJSON: Encodable {
  struct Candidate: Encodable {
    let kind: LearnedGroup.Kind
    let bytes: Int?
    let kept: Bool
  }

  let width: Int?
  let height: Int?
  let channels: Int?
  let files: Int
  let targetPSNR: Double
  let bytesBefore: Int
  let bytesAfter: Int?
  let learned: Bool
  let models: [Candidate]

  init(_ group: LearnedGroup) {
    (width, height, channels) = (group.shape?.width, group.shape?.height, group.shape?.channels)
    files = group.files
    targetPSNR = group.target
    bytesBefore = group.bytesBefore
    bytesAfter = group.kept?.bytes ?? group.candidates.compactMap(\.bytes).min()
    learned = group.kept != nil
    models = group.candidates.map {
      Candidate(kind: $0.kind, bytes: $0.bytes, kept: $0.outcome == .kept)
    }
  }
}
