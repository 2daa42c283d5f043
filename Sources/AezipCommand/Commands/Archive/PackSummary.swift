import Aezip
import Tables

/// What `pack` says in the end.
struct PackSummary {
  private let report: PackReport
  private let archive: RawPath
  private let options: PackOptions
  private let groups: [LearnedGroup]
  /// Bits a pixel of all of the archive but the files stored exactly; nil without pictures.
  private let rate: Double?

  init(
    _ report: PackReport, archive: RawPath, options: PackOptions, groups: [LearnedGroup] = []
  ) {
    self.report = report
    self.archive = archive
    self.options = options
    self.groups = groups
    rate =
      report.lossyPixels > 0
      ? Self.rate(
        archive, passphrase: options.passphrase, bytes: report.archiveBytes,
        pixels: report.lossyPixels) : nil
  }

  private static func rate(
    _ path: RawPath, passphrase: String?, bytes: Int, pixels: Int
  ) -> Double? {
    guard let objects = try? Archive(path: path.bytes, passphrase: passphrase).entries() else {
      return nil
    }
    return bitsPerPixel(archive: bytes, objects, pixels: pixels)
  }

  var line: String {
    let exact = plural(report.exactFiles, "file")
    let counts =
      options.lossless
      ? "\(exact) packed exactly"
      : "\(plural(report.lossyFiles, "picture")) packed with loss\(details)\(tables), \(exact) exactly"
    let copies = plural(copies: report.copies).map { ", \($0) of other files" } ?? ""
    let links = report.links > 0 ? ", \(plural(report.links, "link"))" : ""
    let share = percent(report.archiveBytes, of: report.originalBytes)
    return
      "\(counts)\(copies)\(links): \(byteCount(report.originalBytes)) → \(byteCount(report.archiveBytes)) "
      + "(\(share)) in \(archive)\(protection)"
  }

  /// Whether the archive is encrypted and signed, and how much of it can be healed.
  private var protection: String {
    let words = [
      options.passphrase.map { _ in "encrypted" }, options.signingKey.map { _ in "signed" },
    ].compactMap { $0 }
    return (words.isEmpty ? "" : ", " + words.joined(separator: " and "))
      + (report.redundancy.map { ", redundancy \($0.shortest) %" } ?? "")
  }

  /// Of tables that are not exact.
  private var tables: String {
    guard report.boundedTables > 0, let error = options.maximumError else { return "" }
    return ", \(plural(report.boundedTables, "table")) within ±\(error.shortest)"
  }

  private var details: String {
    guard report.lossyFiles > 0 else { return "" }
    // Rounded down, where a PSNR was asked for, so as not to say more than is true.
    let isPromised = options.psnr != nil || options.minimumPSNR != nil
    func text(_ psnr: Double) -> String {
      isPromised ? ((psnr * 100).rounded(.down) / 100).fixed(2) : psnr.fixed(1)
    }
    // A model that was learned has but one quality, and one that was adapted its own.
    let learned = groups.reduce(0) { $0 + ($1.kept == nil ? 0 : $1.files) }
    let quality = learned < report.lossyFiles ? report.quality : nil
    let parts = [
      quality.map { "quality \($0.short)" },
      options.checksPictures
        ? report.meanPSNR.map { "mean PSNR \(text($0)) dB" } : "not decoded again",
      isPromised ? report.lowestPSNR.map { "lowest \(text($0)) dB" } : nil,
      rate.map { "\($0.fixed(3)) bpp" },
    ]
    return " (\(parts.compactMap { $0 }.joined(separator: ", ")))"
  }

  var json: PackJSON {
    let path = PathJSON(archive.bytes)
    return PackJSON(
      archive: path.path, archivePathBytes: path.pathBytes, archiveBytes: report.archiveBytes,
      originalBytes: report.originalBytes, lossyFiles: report.lossyFiles,
      lossyOriginalBytes: report.lossyOriginalBytes, lossyPixels: report.lossyPixels,
      boundedTables: report.boundedTables,
      maximumError: options.maximumError,
      exactFiles: report.exactFiles, copies: report.copies, copiedBytes: report.copiedBytes,
      folders: report.folders, links: report.links,
      quality: report.quality,
      coder: options.coder.rawValue,
      meanPSNR: report.meanPSNR, lowestPSNR: report.lowestPSNR, bitsPerPixel: rate,
      redundancy: report.redundancy,
      learned: groups.map(LearnedGroupJSON.init),
      problems: report.problems.map(ProblemJSON.init)
    )
  }
}

/// Bits a pixel of all of an archive but the files stored exactly and the tables.
func bitsPerPixel(archive: Int, _ objects: [ArchiveEntry], pixels: Int) -> Double {
  let others = objects.filter { $0.kind == .exact || $0.kind == .table }
    .reduce(0) { $0 + $1.packedSize }
  return Double(8 * (archive - others)) / Double(pixels)
}

struct PackJSON: Encodable {
  let archive: String
  let archivePathBytes: String?
  let archiveBytes: Int
  let originalBytes: Int
  let lossyFiles: Int
  let lossyOriginalBytes: Int
  let lossyPixels: Int
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
  let bitsPerPixel: Double?
  let redundancy: Double?
  let learned: [LearnedGroupJSON]
  let problems: [ProblemJSON]
}
