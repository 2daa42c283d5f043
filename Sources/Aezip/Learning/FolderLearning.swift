import Files
import Images
import Learning
import Networks

/// Learns models of the pictures in a folder, and keeps those that make the archive smaller.
///
/// Pictures of one shape form a group, and all others form another. One or two models are learned
/// for each group. A model pays if it makes a trial archive smaller at the same mean PSNR, its own
/// bytes included.
package struct FolderLearning: Sendable {
  package let plan: LearningPlan
  private let options: PackOptions
  private let trials: TrialPacker

  /// A step of learning.
  package enum Stage: Sendable {
    /// Searches for pictures: files examined, and all files.
    case looking(Int, of: Int)
    /// Packs a trial archive to compare sizes.
    case comparing(PictureGroup)
    case training(PictureGroup, FolderProgress)
    case adapting(PictureGroup, AdaptingProgress)
  }

  package typealias Watch = @Sendable (Stage) -> Void

  /// A model and its trial archive.
  private typealias Trial = (candidate: LearnedGroup.Candidate, models: LearnedModels)

  /// - Parameters:
  ///   - inputs: files and folders, as `Packer` takes them
  ///   - options: how the folder is to be packed
  package init(
    _ inputs: [[UInt8]], _ options: PackOptions, plan: LearningPlan
  ) throws(SystemError) {
    self.plan = plan
    self.options = options
    trials = try TrialPacker(inputs, options)
  }

  /// Learns all models.
  ///
  /// - Parameter watch: called at intervals
  /// - Returns: models to pack with, and the outcome of each group
  /// - Throws: errors of walking and of packing, `TrainingError`
  package func learn(
    watch: @escaping Watch = { _ in }
  ) async throws -> (models: LearnedModels, groups: [LearnedGroup]) {
    let survey = try FolderSurvey.survey(
      trials.inputs, excluding: options.excluding,
      formats: options.keepsJPEGs ? [.png] : Set(ImageFormat.allCases)
    ) { seen, all in
      watch(.looking(seen, of: all))
    }
    let groups = survey.comparedGroups
    let all = groups.reduce(0) { $0 + $1.bytes }
    var (models, found) = (LearnedModels(), [LearnedGroup]())
    for group in groups {
      let length = length(share: Double(group.bytes) / Double(max(all, 1)))
      guard let learned = try await learn(group, length, watch) else { continue }
      models = models + learned.models
      found.append(learned.group)
    }
    return (models, found)
  }

  /// The length of learning for a group with a share of all files' bytes.
  private func length(share: Double) -> FolderPlan.Length {
    switch plan.length {
    case .time(let seconds): .time(max(seconds * share, 1))
    case .steps(let steps): .steps(steps)
    }
  }

  /// The size of an archive without learned models; nil if it misses the target PSNR.
  ///
  /// With a joint mean PSNR, pictures of learned models may fall below the lowest level of other
  /// models, which then must compensate.
  ///
  /// - Parameter options: the final options; nil for those of the trials
  package func bytesUnlearned(_ options: PackOptions? = nil) async throws -> Int? {
    do {
      return try await trials.pack(options ?? self.options).plainBytes
    } catch AezipError.unreachedPSNR {
      return nil
    }
  }

  /// If small models leave less than this share of the bytes, the photo model cannot do as well.
  private static let clearlySmall = 0.8

  /// Learns models of a group, and keeps the best.
  private func learn(
    _ group: PictureGroup, _ length: FolderPlan.Length, _ watch: @escaping Watch
  ) async throws -> (group: LearnedGroup, models: LearnedModels)? {
    watch(.comparing(group))
    guard let before = try await trials.baseline(of: group) else { return nil }
    let bytes = before.report.plainBytes
    var tried: [Trial] = []
    if let small = try await small(group, before, length, watch) { tried.append(small) }
    let least = tried.compactMap(\.candidate.bytes).min() ?? bytes
    if Double(least) > Self.clearlySmall * Double(bytes),
      let adapted = try await adapted(group, before, length, watch)
    {
      tried.append(adapted)
    }
    guard !tried.isEmpty else { return nil }
    var learned = LearnedGroup(
      shape: group.shape, files: group.paths.count, target: before.target, bytesBefore: bytes,
      candidates: tried.map(\.candidate))
    learned.keepBest()
    let kept = learned.candidates.firstIndex { $0.outcome == .kept }
    return (learned, kept.map { tried[$0].models } ?? LearnedModels())
  }

  private func small(
    _ group: PictureGroup, _ before: TrialPacker.Baseline, _ length: FolderPlan.Length,
    _ watch: @escaping Watch
  ) async throws -> Trial? {
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
      watch(.comparing(group))
      do {
        let after = try await trials.pack(group, models.added(to: options))
        return trial(.small, models, after.plainBytes, before)
      } catch AezipError.unreachedPSNR(_, let reached) {
        // The PSNR is that of the unpacked file, and writing a JPEG loses slightly more.
        best = reached
        aim += before.target - reached + Self.allowance
      }
    }
    return below(best, .small)
  }

  /// Attempts to find latents that reach the PSNR when unpacked.
  private static let aims = 3
  /// Decibels added to the shortfall of an attempt.
  private static let allowance = 0.005

  private func adapted(
    _ group: PictureGroup, _ before: TrialPacker.Baseline, _ length: FolderPlan.Length,
    _ watch: @escaping Watch
  ) async throws -> Trial? {
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
    options.searchesFinely = self.options.psnr == nil
    watch(.comparing(group))
    do {
      let after = try await trials.pack(group, options)
      if self.options.psnr == nil, let quality = after.quality {
        models.adapted = [
          candidate.model(
            learned,
            level: QualityLevel(share: quality / 100, levels: base.levels, conditioning: .nearest))
        ]
      }
      return trial(.adapted, models, after.plainBytes, before)
    } catch AezipError.unreachedPSNR(_, let best) {
      return below(best, .adapted)
    }
  }

  private func trial(
    _ kind: LearnedGroup.Kind, _ models: LearnedModels, _ bytes: Int,
    _ before: TrialPacker.Baseline
  ) -> Trial {
    let pays = bytes + TrialPacker.margin < before.report.plainBytes
    return (.init(kind: kind, bytes: bytes, outcome: pays ? .kept : .larger), models)
  }

  private func below(_ psnr: Double, _ kind: LearnedGroup.Kind) -> Trial {
    (.init(kind: kind, bytes: nil, outcome: .below(psnr: psnr)), LearnedModels())
  }
}

extension FolderSurvey {
  /// Groups of enough similar pictures, and one of all others.
  var comparedGroups: [PictureGroup] {
    let alike = groups.filter { $0.count >= LearningPlan.fewest }.map { PictureGroup($0) }
    let taken = Set(alike.flatMap(\.paths))
    let others = pictures.filter { !taken.contains($0.path) }
    return others.isEmpty ? alike : alike + [PictureGroup(others)]
  }
}
