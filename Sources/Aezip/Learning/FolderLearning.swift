import Files
import Images
import Learning
import Networks

/// Learns models of the pictures in a folder, and keeps those that pay.
///
/// Pictures that are alike are one group, all others another. Of each group one or two models are
/// learned. A model pays where an archive of its pictures is smaller with it than without, the
/// model's bytes counted, at the same mean PSNR. All those archives are made to find out.
package struct FolderLearning: Sendable {
  package let plan: LearningPlan
  private let options: PackOptions
  private let judge: TrialPacker

  /// What it is doing.
  package enum Stage: Sendable {
    /// Looking for pictures: files seen, of all.
    case looking(Int, of: Int)
    /// Packing pictures to see how large an archive comes out.
    case judging(PictureGroup)
    case training(PictureGroup, FolderProgress)
    case adapting(PictureGroup, AdaptingProgress)
  }

  package typealias Watch = @Sendable (Stage) -> Void

  /// A model, and what it came to.
  private typealias Judged = (candidate: LearnedGroup.Candidate, models: LearnedModels)

  /// - Parameters:
  ///   - inputs: files and folders, as `Packer` takes them
  ///   - options: what the folder is to be packed with
  package init(
    _ inputs: [[UInt8]], _ options: PackOptions, plan: LearningPlan
  ) throws(SystemError) {
    self.plan = plan
    self.options = options
    judge = try TrialPacker(inputs, options)
  }

  /// Learns what there is to learn.
  ///
  /// - Parameter watch: called now and then
  /// - Returns: Models to pack with, and what became of each group.
  /// - Throws: errors of walking and of packing, `TrainingError`.
  package func learn(
    watch: @escaping Watch = { _ in }
  ) async throws -> (models: LearnedModels, groups: [LearnedGroup]) {
    let survey = try FolderSurvey(judge.inputs, excluding: options.excluding) { seen, all in
      watch(.looking(seen, of: all))
    }
    let groups = survey.judged
    let all = groups.reduce(0) { $0 + $1.bytes }
    var (models, found) = (LearnedModels(), [LearnedGroup]())
    for group in groups {
      let length = length(share: Double(group.bytes) / Double(max(all, 1)))
      guard let judged = try await learn(group, length, watch) else { continue }
      models = models + judged.models
      found.append(judged.group)
    }
    return (models, found)
  }

  private func length(share: Double) -> FolderPlan.Length {
    switch plan.length {
    case .time(let seconds): .time(max(seconds * share, 1))
    case .steps(let steps): .steps(steps)
    }
  }

  /// Bytes of an archive of everything without what was learned; nil where that is not as good as
  /// was asked for.
  ///
  /// Where a mean is asked for of all pictures together, those learned may come to less than they
  /// would have had at the lowest level of other models, and then others must make up for it.
  ///
  /// - Parameter options: what the folder is packed with in the end; nil for those it is judged by
  package func bytesUnlearned(_ options: PackOptions? = nil) async throws -> Int? {
    do {
      return try await judge.pack(options ?? self.options).plainBytes
    } catch ArchiverError.unreachedPSNR {
      return nil
    }
  }

  /// The share of what pictures take without a model below which those with a small one are so few
  /// bytes that the photo model could not do as well.
  private static let clearlySmall = 0.8

  /// Learns what can be learned of a group, and keeps the best of it.
  private func learn(
    _ group: PictureGroup, _ length: FolderPlan.Length, _ watch: @escaping Watch
  ) async throws -> (group: LearnedGroup, models: LearnedModels)? {
    watch(.judging(group))
    guard let before = try await judge.baseline(of: group) else { return nil }
    let bytes = before.report.plainBytes
    var judged: [Judged] = []
    if let small = try await small(group, before, length, watch) { judged.append(small) }
    let least = judged.compactMap(\.candidate.bytes).min() ?? bytes
    if Double(least) > Self.clearlySmall * Double(bytes),
      let adapted = try await adapted(group, before, length, watch)
    {
      judged.append(adapted)
    }
    guard !judged.isEmpty else { return nil }
    var learned = LearnedGroup(
      shape: group.shape, files: group.paths.count, target: before.target, bytesBefore: bytes,
      candidates: judged.map(\.candidate))
    learned.keepBest()
    let kept = learned.candidates.firstIndex { $0.outcome == .kept }
    return (learned, kept.map { judged[$0].models } ?? LearnedModels())
  }

  private func small(
    _ group: PictureGroup, _ before: TrialPacker.Baseline, _ length: FolderPlan.Length,
    _ watch: @escaping Watch
  ) async throws -> Judged? {
    guard let pictures = group.alike,
      var small = try SmallCandidate(
        pictures, target: before.target, plan: plan, length: length)
    else { return nil }
    try await small.train { watch(.training(group, $0)) }
    var (aim, best) = (before.target, -Double.infinity)
    for _ in 0..<Self.aims {
      let learned = try await small.finish(at: aim)
      guard learned.decibels >= aim else { return below(max(learned.decibels, best), .small) }
      var models = LearnedModels()
      models.small = [small.model(learned)]
      watch(.judging(group))
      do {
        let after = try await judge.pack(group, models.added(to: options))
        return judged(.small, models, after.plainBytes, before)
      } catch ArchiverError.unreachedPSNR(_, let reached) {
        // What is measured is what comes back, and a JPEG file written anew spoils a little more.
        best = reached
        aim += before.target - reached + Self.allowance
      }
    }
    return below(best, .small)
  }

  /// How often codes are looked for that come to the PSNR asked for when unpacked.
  private static let aims = 3
  /// Decibels aimed higher than was missed.
  private static let allowance = 0.005

  private func adapted(
    _ group: PictureGroup, _ before: TrialPacker.Baseline, _ length: FolderPlan.Length,
    _ watch: @escaping Watch
  ) async throws -> Judged? {
    guard before.report.plainBytes >= AdaptedCandidate.fewestBytes,
      let base = options.photoModel, let quality = before.report.quality
    else { return nil }
    let candidate = AdaptedCandidate(group: group, plan: plan, length: length, base: base.file)
    let level = QualityLevel(quality: quality, levels: base.levels, conditioning: .nearest)
    let learned = try await candidate.learn(level: level) { watch(.adapting(group, $0)) }
    guard let learned else { return nil }
    var models = LearnedModels()
    models.adapted = [candidate.model(learned)]
    var options = models.added(to: options)
    options.psnr = before.target
    options.tellsPSNR = self.options.psnr != nil
    watch(.judging(group))
    do {
      let after = try await judge.pack(group, options)
      if self.options.psnr == nil, let quality = after.quality {
        models.adapted = [
          candidate.model(
            learned,
            level: QualityLevel(share: quality / 100, levels: base.levels, conditioning: .nearest))
        ]
      }
      return judged(.adapted, models, after.plainBytes, before)
    } catch ArchiverError.unreachedPSNR(_, let best) {
      return below(best, .adapted)
    }
  }

  private func judged(
    _ kind: LearnedGroup.Kind, _ models: LearnedModels, _ bytes: Int,
    _ before: TrialPacker.Baseline
  ) -> Judged {
    let pays = bytes + TrialPacker.margin < before.report.plainBytes
    return (.init(kind: kind, bytes: bytes, outcome: pays ? .kept : .larger), models)
  }

  private func below(_ psnr: Double, _ kind: LearnedGroup.Kind) -> Judged {
    (.init(kind: kind, bytes: nil, outcome: .below(psnr: psnr)), LearnedModels())
  }
}

extension FolderSurvey {
  /// Like pictures that are many enough, and all the others.
  var judged: [PictureGroup] {
    let alike = groups.filter { $0.count >= LearningPlan.fewest }.map { PictureGroup($0) }
    let taken = Set(alike.flatMap(\.paths))
    let others = pictures.filter { !taken.contains($0.path) }
    return others.isEmpty ? alike : alike + [PictureGroup(others)]
  }
}
