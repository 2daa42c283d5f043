import Archiver
import Files
import Images
import Networks
import Training

/// Learns models of the pictures in a folder that are alike, and keeps those that pay.
///
/// A model pays where an archive of its pictures is smaller with it than without, the model's
/// bytes counted, at the same mean PSNR. Both archives are made to find out.
package struct FolderLearning: Sendable {
  package let plan: LearningPlan
  private let options: PackOptions
  private let scratch: ScratchFolder

  /// What it is doing.
  package enum Stage: Sendable {
    /// Looking for pictures: files seen, of all.
    case looking(Int, of: Int)
    /// Packing like pictures to see how large an archive comes out.
    case judging(LikePictures)
    case training(LikePictures, FolderProgress)
  }

  package typealias Watch = @Sendable (Stage) -> Void

  /// A model, and what it came to.
  private typealias Judged = (group: LearnedGroup, model: LearnedModel?)

  /// - Parameter options: what the folder is to be packed with
  package init(_ options: PackOptions, plan: LearningPlan) throws(SystemError) {
    self.plan = plan
    self.options = options
    scratch = try ScratchFolder()
  }

  /// Learns what there is to learn.
  ///
  /// - Parameters:
  ///   - inputs: files and folders, as `Packer` takes them
  ///   - watch: called now and then
  /// - Returns: Models to pack with, and what became of each group.
  /// - Throws: errors of walking and of packing, `TrainingError`.
  package func learn(
    _ inputs: [[UInt8]], watch: @escaping Watch = { _ in }
  ) async throws -> (models: [LearnedModel], groups: [LearnedGroup]) {
    let survey = try FolderSurvey(inputs, excluding: options.excluding) { seen, all in
      watch(.looking(seen, of: all))
    }
    let groups = survey.groups.filter { $0.count >= LearningPlan.fewest }
    let all = groups.reduce(0) { $0 + $1.bytes }
    var found: [Judged] = []
    for group in groups {
      let length = length(share: Double(group.bytes) / Double(max(all, 1)))
      if let judged = try await judge(group, inputs, length, watch) { found.append(judged) }
    }
    return (found.compactMap(\.model), found.map(\.group))
  }

  private func length(share: Double) -> FolderPlan.Length {
    switch plan.length {
    case .time(let seconds): .time(max(seconds * share, 1))
    case .steps(let steps): .steps(steps)
    }
  }

  private func judge(
    _ group: LikePictures, _ inputs: [[UInt8]], _ length: FolderPlan.Length,
    _ watch: @escaping Watch
  ) async throws -> Judged? {
    watch(.judging(group))
    let before = try await packUnlearned(group, inputs)
    guard let target = try await target(of: group, inputs, before) else { return nil }
    guard let learned = try await train(group, target: target, length, watch) else {
      return nil
    }
    func judged(_ outcome: LearnedGroup.Outcome, _ bytes: Int? = nil) -> LearnedGroup {
      LearnedGroup(
        shape: group.shape, files: group.paths.count, target: target,
        bytesBefore: before.archiveBytes, bytesAfter: bytes, outcome: outcome)
    }
    guard learned.decibels >= target else { return (judged(.below(psnr: learned.decibels)), nil) }
    let model = LearnedModel(
      name: "learned \(group.shape.text)", file: learned.file,
      codes: Dictionary(uniqueKeysWithValues: zip(group.keys, learned.codes)))
    watch(.judging(group))
    var options = options
    options.learned = [model]
    let after = try await pack(group, inputs, options).archiveBytes
    // What two archives share is counted in both; so near to even nobody can tell.
    guard after + Self.margin < before.archiveBytes else { return (judged(.larger, after), nil) }
    return (judged(.kept, after), model)
  }

  /// An archive by the models at hand; by the best they can where that is not what was asked for.
  private func packUnlearned(
    _ group: LikePictures, _ inputs: [[UInt8]]
  ) async throws -> PackReport {
    do {
      return try await pack(group, inputs, options)
    } catch ArchiverError.unreachedPSNR {
      var best = options
      (best.psnr, best.quality) = (nil, 100)
      return try await pack(group, inputs, best)
    }
  }

  /// Bytes of an archive of everything without what was learned; nil where that is not as good as
  /// was asked for.
  ///
  /// Where a mean is asked for of all pictures together, those learned may come to less than they
  /// would have had at the lowest level of other models, and then others must make up for it.
  package func bytesUnlearned(_ inputs: [[UInt8]]) async throws -> Int? {
    var options = options
    options.overwrite = true
    do {
      return try await Packer.pack(
        inputs, into: scratch.path(of: "judged.aez"), options: options
      ).archiveBytes
    } catch ArchiverError.unreachedPSNR {
      return nil
    }
  }

  /// Bytes that pictures may cost more or less in an archive of their own.
  private static let margin = 1024

  private func train(
    _ group: LikePictures, target: Double, _ length: FolderPlan.Length,
    _ watch: @escaping Watch
  ) async throws -> LearnedObjects? {
    let plan = FolderPlan(decibels: target, length: length, seed: plan.seed)
    guard plan.isPossible else { return nil }
    var training: FolderTraining
    do {
      training = try FolderTraining(
        samples: group.samples, shape: group.shape, count: group.count, plan: plan,
        threads: self.plan.threads)
    } catch .shape, .tooFew, .tooLarge {
      return nil
    }
    while !training.isFinished {
      try await training.advance()
      watch(.training(group, training.progress))
    }
    return try await training.finish()
  }

  /// The mean PSNR asked for, or else the one that codes of the models at hand come to; nil where
  /// there are none.
  private func target(
    of group: LikePictures, _ inputs: [[UInt8]], _ before: PackReport
  ) async throws -> Double? {
    if let asked = options.psnr { return asked }
    if before.lossyFiles == group.paths.count { return before.meanPSNR }
    // Some are smaller as the files they are. Quality is that of codes all the same.
    var all = options
    all.keepsSmallerFiles = false
    return try await pack(group, inputs, all).meanPSNR
  }

  private func pack(
    _ group: LikePictures, _ inputs: [[UInt8]], _ options: PackOptions
  ) async throws -> PackReport {
    var options = options
    options.only = Set(group.paths)
    options.overwrite = true
    return try await Packer.pack(inputs, into: scratch.path(of: "judged.aez"), options: options)
  }
}
