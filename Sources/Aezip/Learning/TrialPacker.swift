import Files
import Learning

/// Packs only some of the files, to measure the size of their archive.
struct TrialPacker: Sendable {
  let inputs: [[UInt8]]
  let options: PackOptions
  private let scratch: ScratchFolder

  /// Differences in bytes below this are insignificant, as both trial archives count what they
  /// share.
  static let margin = 1024

  init(_ inputs: [[UInt8]], _ options: PackOptions) throws(SystemError) {
    (self.inputs, self.options) = (inputs, options)
    scratch = try ScratchFolder()
  }

  /// A group packed without learning.
  struct Baseline: Sendable {
    let report: PackReport
    /// The requested mean PSNR, or else that of the given and built-in models.
    let target: Double
  }

  func pack(_ group: PictureGroup, _ options: PackOptions) async throws -> PackReport {
    var options = options
    options.only = Set(group.paths)
    return try await pack(options)
  }

  /// Packs everything.
  func pack(_ options: PackOptions) async throws -> PackReport {
    var options = options
    options.overwrite = true
    return try await Packer.packUnlearned(
      PackInputs(paths: inputs), into: .path(scratch.path(of: "trial.aez")), options
    ).report
  }

  /// Packs a group without learning; nil if none of its pictures is lossy.
  func baseline(of group: PictureGroup) async throws -> Baseline? {
    let report = try await packUnlearned(group)
    return try await target(of: group, report).map { Baseline(report: report, target: $0) }
  }

  /// Packs with the given and built-in models, at their best level if they miss the PSNR.
  private func packUnlearned(_ group: PictureGroup) async throws -> PackReport {
    do {
      return try await pack(group, options)
    } catch AezipError.unreachedPSNR {
      var best = options
      (best.psnr, best.quality) = (nil, 100)
      return try await pack(group, best)
    }
  }

  private func target(of group: PictureGroup, _ before: PackReport) async throws -> Double? {
    if let asked = options.psnr { return asked }
    if before.lossyFiles == group.paths.count { return before.meanPSNR }
    // In a mixed group some pictures are smaller as files, whatever the model.
    guard group.alike != nil else { return before.meanPSNR }
    // Some pictures are smaller as files, but the quality to reach is that of their latents.
    var all = options
    all.keepsSmallerFiles = false
    return try await pack(group, all).meanPSNR
  }
}
