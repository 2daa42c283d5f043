import Aezip
import Files
import Images
import Synchronization

/// An archive of the pictures with the built-in model, at one quality.
struct BuiltInArchive: DialledCodec {
  /// The paths that are packed.
  let paths: [[UInt8]]
  let pictures: [PickedPicture]
  /// The PSNR in decibels that is searched for.
  let decibels: Double
  let jobs: Int

  /// The quality.
  let dial = 0.0...100.0
  /// Most pictures have some 25 dB at quality 0, and 17 more at 100.
  var beginning: (setting: Double, step: Double) { ((decibels - 25) * 6, 10) }
  let isWhole = false

  func measure(at setting: Double) async throws -> DialPoint {
    var options = PackOptions()
    options.quality = setting
    options.only = Set(pictures.map(\.file.systemPath))
    options.jobs = jobs
    options.keepsSmallerFiles = false
    let scratch = try ScratchFolder()
    let path = scratch.path(of: "pictures.aez")
    _ = try await Packer.pack(paths, into: path, options: options)
    let archive = try Archive(path: path)
    let originals = Dictionary(
      pictures.map { ($0.file.archivePath, $0.image) }, uniquingKeysWith: { one, _ in one })
    let found = Mutex<[[UInt8]: Double]>([:])
    let report = try await archive.visit(jobs: jobs) { name, content in
      guard case .picture(let decoded) = content, let original = originals[name] else { return }
      let psnr = min(psnr(decoded.image.withoutAlpha, original), PictureQuality.cappedPSNR)
      found.withLock { $0[name] = psnr }
    }
    if let problem = report.problems.first {
      throw MeasuringError.incomplete(codec: "the built-in model", missing: problem.message)
    }
    // A fixed order of summation makes the result repeatable.
    let decibels = found.withLock { found in
      pictures.reduce(0) { $0 + (found[$1.file.archivePath] ?? 0) }
    }
    return DialPoint(
      setting: setting, bytes: Double(archive.byteCount),
      psnr: decibels / Double(pictures.count))
  }
}
