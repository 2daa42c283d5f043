import Files
import Learning

/// Packs some of the files, and only those, to see how large their archive comes out.
struct TrialPacker: Sendable {
  let inputs: [[UInt8]]
  let options: PackOptions
  private let scratch: ScratchFolder

  /// Bytes that pictures may cost more or less in an archive of their own: what two archives share
  /// is counted in both, and so near to even nobody can tell.
  static let margin = 1024

  init(_ inputs: [[UInt8]], _ options: PackOptions) throws(SystemError) {
    (self.inputs, self.options) = (inputs, options)
    scratch = try ScratchFolder()
  }

  /// What there is without learning.
  struct Baseline: Sendable {
    let report: PackReport
    /// The mean PSNR asked for, or else the one that codes of the models at hand come to.
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
    return try await Packer.pack(inputs, into: scratch.path(of: "judged.aez"), options: options)
  }

  /// What a group comes to without learning; nil where it has no codes.
  func baseline(of group: PictureGroup) async throws -> Baseline? {
    let report = try await packUnlearned(group)
    return try await target(of: group, report).map { Baseline(report: report, target: $0) }
  }

  /// An archive by the models at hand; by the best they can where that is not what was asked for.
  private func packUnlearned(_ group: PictureGroup) async throws -> PackReport {
    do {
      return try await pack(group, options)
    } catch ArchiverError.unreachedPSNR {
      var best = options
      (best.psnr, best.quality) = (nil, 100)
      return try await pack(group, best)
    }
  }

  private func target(of group: PictureGroup, _ before: PackReport) async throws -> Double? {
    if let asked = options.psnr { return asked }
    if before.lossyFiles == group.paths.count { return before.meanPSNR }
    // Of pictures that differ some are better kept as they are, by any model.
    guard group.alike != nil else { return before.meanPSNR }
    // Some are smaller as the files they are. Quality is that of codes all the same.
    var all = options
    all.keepsSmallerFiles = false
    return try await pack(group, all).meanPSNR
  }
}
