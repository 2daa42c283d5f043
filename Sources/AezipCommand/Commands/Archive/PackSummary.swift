import Aezip
import Files
import Images
import Tables

/// The report of `aezip pack`.
struct PackSummary {
  private let report: PackReport
  private let output: PackOutput
  private let options: PackOptions

  init(_ report: PackReport, _ output: PackOutput, options: PackOptions) {
    self.report = report
    self.output = output
    self.options = options
  }

  var line: String {
    let counts = EntryCounts(report).text(pictures: details, tables: tables)
    let share =
      report.originalBytes > 0
      ? " (\(percent(report.archiveBytes, of: report.originalBytes)))" : ""
    return "\(counts): \(byteCount(report.originalBytes)) → \(byteCount(report.archiveBytes))"
      + "\(share) in \(output.name)\(protection)"
  }

  /// Whether the archive is encrypted and signed, and how much of it can be healed.
  private var protection: String {
    let words = [
      options.passphrase.map { _ in "encrypted" }, options.signingKey.map { _ in "signed" },
    ].compactMap { $0 }
    return (words.isEmpty ? "" : ", " + words.joined(separator: " and "))
      + (report.redundancy.map { ", redundancy \($0.shortest) %" } ?? "")
  }

  /// How far the numbers of lossy tables may be off.
  private var tables: String {
    options.maximumError.map { " (within ±\($0.shortest))" } ?? ""
  }

  private var details: String {
    guard report.lossyFiles > 0 else { return "" }
    // A PSNR that was asked for is rounded down, so that no higher one is claimed.
    let isPromised = options.psnr != nil || options.minimumPSNR != nil
    func text(_ psnr: Double) -> String {
      isPromised ? roundedDown(decibels: psnr).fixed(2) : psnr.fixed(1)
    }
    // The only picture is its own worst.
    let lowest: (psnr: Double, name: String)? =
      report.lossyFiles > 1
      ? report.lowestPSNR.flatMap { psnr in
        report.lowestPath.map { (psnr, displayName(of: $0)) }
      } : nil
    // Learned models have one quality only, and adapted models have their own.
    let learned = report.learned.reduce(0) { $0 + ($1.kept == nil ? 0 : $1.files) }
    let quality = learned < report.lossyFiles ? report.quality : nil
    let parts = [
      quality.map { "quality \($0.short)" },
      options.checksPictures
        ? report.meanPSNR.map { "mean PSNR \(text($0)) dB" } : "unchecked",
      lowest.map { "lowest \(text($0.psnr)) dB of \($0.name)" },
      report.bitsPerPixel.map { "\($0.fixed(3)) bpp" },
    ]
    return " (\(parts.compactMap { $0 }.joined(separator: ", ")))"
  }

  var json: PackJSON {
    let path = PathJSON(output.path.bytes)
    return PackJSON(
      archive: path.path, archivePathBytes: path.pathBytes, archiveBytes: report.archiveBytes,
      originalBytes: report.originalBytes, lossyFiles: report.lossyFiles,
      exactPictures: report.exactPictures, exactJPEGs: report.exactJPEGs,
      mismatchedFiles: report.mismatchedFiles,
      pictureOriginalBytes: report.pictureOriginalBytes, picturePixels: report.picturePixels,
      boundedTables: report.boundedTables,
      maximumError: options.maximumError,
      exactFiles: report.exactFiles, copies: report.copies, copiedBytes: report.copiedBytes,
      folders: report.folders, links: report.links,
      quality: report.quality,
      coder: options.coder.rawValue,
      meanPSNR: report.meanPSNR, lowestPSNR: report.lowestPSNR,
      lowestPath: report.lowestPath.map { PathJSON($0).path }, bitsPerPixel: report.bitsPerPixel,
      redundancy: report.redundancy,
      learned: report.learned.map(LearnedGroupJSON.init),
      problems: report.problems.map(ProblemJSON.init)
    )
  }
}

/// The rate of an archive without its lossless files and tables, in bits per pixel.
func bitsPerPixel(archive: Int, _ entries: [ArchiveEntry], pixels: Int) -> Double {
  let others = entries.filter { [.exact, .jpeg, .table].contains($0.kind) }
    .reduce(0) { $0 + $1.packedSize }
  return Double(8 * (archive - others)) / Double(pixels)
}

struct PackJSON: Encodable {
  let archive: String
  let archivePathBytes: String?
  let archiveBytes: Int
  let originalBytes: Int
  let lossyFiles: Int
  let exactPictures: Int
  let exactJPEGs: Int
  /// JPEG files that the exact coder did not give back, which are among the exact files.
  let mismatchedFiles: Int
  let pictureOriginalBytes: Int
  let picturePixels: Int
  let boundedTables: Int
  let maximumError: Double?
  let exactFiles: Int
  let copies: Int
  let copiedBytes: Int
  let folders: Int
  let links: Int
  let quality: Double?
  let coder: String
  let meanPSNR: Double?
  let lowestPSNR: Double?
  let lowestPath: String?
  let bitsPerPixel: Double?
  let redundancy: Double?
  let learned: [LearnedGroupJSON]
  let problems: [ProblemJSON]
}
