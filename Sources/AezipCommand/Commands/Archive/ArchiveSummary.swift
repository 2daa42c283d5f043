import Aezip
import Tables

/// The summary that `aezip info` prints.
struct ArchiveSummary {
  /// The entries of one kind.
  struct Share {
    var count = 0
    var size = 0
    var packedSize = 0

    init(_ entries: [ArchiveEntry], _ kind: ArchiveEntry.Kind) {
      for entry in entries where entry.kind == kind {
        count += 1
        size += entry.size
        packedSize += entry.packedSize
      }
    }
  }

  let version: String
  let byteCount: Int
  let isEncrypted: Bool
  /// The fingerprint of the key the archive says it is signed by, unchecked.
  let claimedSigner: String?
  let models: [ModelSummary]
  let pictures: Share
  let tables: Share
  /// The largest maximum error of a table; nil without tables.
  let maximumError: Double?
  let jpegs: Share
  let exact: Share
  let copies: Share
  let folders: Share
  let links: Share
  let unknown: Share
  /// The percentage of the archive that can be repaired, and the bytes of parity.
  let redundancy: (percent: Double, bytes: Int)?
  let pixels: Int
  /// Sorted.
  let levels: [Double]
  /// Of latents, sorted.
  let coders: [String]
  /// How many pictures are stored in each way, by its name; nil for one a newer program knows.
  let representations: [(name: String?, count: Int)]
  /// Pictures without a digest of their pixels.
  let uncheckedPictures: Int
  /// The mean and the lowest of the recorded, finite PSNRs, in dB.
  let meanPSNR: Double?
  let lowestPSNR: Double?
  /// The rate of the archive without lossless files; nil without pictures.
  let bitsPerPixel: Double?

  init(_ archive: Archive) throws {
    let entries = try archive.entries()
    let stored = entries.filter { $0.kind == .picture }.compactMap(\.picture)
    version = archive.version
    byteCount = archive.byteCount
    isEncrypted = archive.isEncrypted
    claimedSigner = try archive.claimedSigner
    models = archive.modelSummaries
    pictures = Share(entries, .picture)
    tables = Share(entries, .table)
    maximumError = entries.filter { $0.kind == .table }.compactMap(\.maximumError).max()
    jpegs = Share(entries, .jpeg)
    exact = Share(entries, .exact)
    copies = Share(entries, .copy)
    folders = Share(entries, .folder)
    links = Share(entries, .link)
    unknown = Share(entries, .unknown)
    redundancy = try archive.redundancy
    pixels = stored.reduce(0) { $0 + $1.width * $1.height }
    levels = Set(stored.map(\.level)).sorted()
    coders = Set(stored.compactMap { $0.coder?.rawValue }).sorted()
    let kinds = StoredPicture.Representation.allCases.map(Optional.some) + [nil]
    representations = kinds.map { kind in
      (kind?.rawValue, stored.count { $0.representation == kind })
    }.filter { $0.count > 0 }
    uncheckedPictures = stored.count { !$0.hasDigest }
    let psnrs = stored.compactMap(\.psnr).filter(\.isFinite)
    meanPSNR = psnrs.isEmpty ? nil : psnrs.reduce(0, +) / Double(psnrs.count)
    lowestPSNR = psnrs.min()
    bitsPerPixel =
      pixels > 0
      ? AezipCommand.bitsPerPixel(archive: byteCount, entries, pixels: pixels) : nil
  }

  /// The qualities of the pictures, if all models map levels to them alike.
  var qualities: [Double]? {
    guard let model = models.first, Set(models.map(\.levels)).count == 1 else { return nil }
    let qualities = levels.compactMap { model.quality(ofLevel: $0) }
    return qualities.count == levels.count ? qualities : nil
  }
}

extension ArchiveSummary {
  func lines(archive: RawPath) -> [String] {
    var rows = claimedSigner.map { [["signed by", "\($0), unchecked"]] } ?? []
    rows += models.map { ["model", Self.text($0)] }
    if pictures.count > 0 {
      rows.append(["pictures", pictureText])
      rows.append(["", sizeText(pictures) + (bitsPerPixel.map { ", \($0.fixed(3)) bpp" } ?? "")])
    }
    if representations.map(\.name) != [StoredPicture.Representation.latents.rawValue] {
      let parts = representations.map { "\($0.count) as \($0.name ?? "what is unknown")" }
      if !parts.isEmpty { rows.append(["", parts.joined(separator: ", ")]) }
    }
    if let meanPSNR, let lowestPSNR {
      // Each is rounded down to a sixteenth.
      rows.append(
        ["", "mean PSNR \(meanPSNR.fixed(2)) dB or above, lowest \(lowestPSNR.fixed(2)) dB"])
    }
    if uncheckedPictures > 0 {
      let number = uncheckedPictures == pictures.count ? "" : "\(uncheckedPictures) of them "
      rows.append(["", "\(number)without a digest of their pixels"])
    }
    if tables.count > 0 {
      let error = maximumError.map { $0 > 0 ? "within ±\($0.shortest)" : "lossless" } ?? ""
      rows.append(["tables", "\(tables.count), \(error), \(sizeText(tables))"])
    }
    if jpegs.count > 0 {
      rows.append(["exact JPEGs", "\(jpegs.count), lossless, \(sizeText(jpegs))"])
    }
    if exact.count > 0 {
      rows.append(["lossless", "\(plural(exact.count, "file")), \(sizeText(exact))"])
    }
    if let count = plural(copies: copies.count) {
      rows.append(["copies", "\(count) of other files, \(AezipCommand.byteCount(copies.size))"])
    }
    for (name, share) in [("folders", folders), ("links", links), ("unknown", unknown)]
    where share.count > 0 {
      rows.append([name, "\(share.count)"])
    }
    if let redundancy {
      rows.append([
        "redundancy",
        "\(redundancy.percent.shortest) % can be repaired, "
          + AezipCommand.byteCount(redundancy.bytes),
      ])
    }
    let size = AezipCommand.byteCount(byteCount) + (isEncrypted ? ", encrypted" : "")
    return ["\(archive): aezip archive, format \(version), \(size)"]
      + (rows.isEmpty ? [] : [table(rows)])
  }

  private var pictureText: String {
    // Where pictures have levels of their own there may be as many as pictures.
    func text(_ values: [Double]) -> String {
      guard values.count > 4, let first = values.first, let last = values.last else {
        return values.map(\.short).joined(separator: ", ")
      }
      return "\(first.short) to \(last.short)"
    }
    let level = text(levels)
    let quality = qualities.map { "quality \(text($0)) (level \(level))" } ?? "level \(level)"
    let size = "\((Double(pixels) / 1e6).threeDigits) megapixels"
    let coder = coders.isEmpty ? "" : ", coder \(coders.joined(separator: ", "))"
    return "\(pictures.count), \(size), \(quality)\(coder)"
  }

  private func sizeText(_ share: Share) -> String {
    "\(AezipCommand.byteCount(share.size)) → \(AezipCommand.byteCount(share.packedSize)) "
      + "(\(percent(share.packedSize, of: share.size)))"
  }

  private static func text(_ summary: ModelSummary) -> String {
    let location =
      switch summary.location {
      case .builtIn: "built in"
      case .insideArchive: "inside the archive"
      case .given: "given with --model"
      case .unknown: "missing: use a newer aezip, or give its file with --model"
      }
    return "\(summary.model.name) (\(summary.model.digest.prefix(16))…), \(location)"
  }
}

struct InfoJSON: Encodable {
  struct ModelJSON: Encodable {
    let name: String
    let digest: String
    let place: ModelSummary.Location
  }

  struct ShareJSON: Encodable {
    let count: Int
    let size: Int
    let packedSize: Int

    init(_ share: ArchiveSummary.Share) {
      (count, size, packedSize) = (share.count, share.size, share.packedSize)
    }
  }

  struct RedundancyJSON: Encodable {
    let percent: Double
    let bytes: Int
  }

  struct RatesJSON: Encodable {
    let pixels: Int
    let idealBits: Double
    let priorBytes: Int
    let zstdBytes: Int
  }

  let archive: String
  let archivePathBytes: String?
  let version: String
  let bytes: Int
  let isEncrypted: Bool
  /// Unchecked.
  let claimedSigner: String?
  let models: [ModelJSON]
  let kinds: [String: ShareJSON]
  let pixels: Int
  let levels: [Double]
  let qualities: [Double]?
  let coders: [String]
  let representations: [String: Int]
  let uncheckedPictures: Int
  let meanPSNR: Double?
  let lowestPSNR: Double?
  let maximumError: Double?
  let bitsPerPixel: Double?
  let redundancy: RedundancyJSON?
  let rates: RatesJSON?

  init(_ summary: ArchiveSummary, archive path: RawPath, rates measured: CoderRates?) {
    (archive, archivePathBytes) = (PathJSON(path.bytes).path, PathJSON(path.bytes).pathBytes)
    version = summary.version
    bytes = summary.byteCount
    (isEncrypted, claimedSigner) = (summary.isEncrypted, summary.claimedSigner)
    models = summary.models.map {
      ModelJSON(name: $0.model.name, digest: $0.model.digest, place: $0.location)
    }
    kinds = [
      "picture": summary.pictures, "table": summary.tables, "exact": summary.exact,
      "jpeg": summary.jpegs,
      "copy": summary.copies,
      "folder": summary.folders, "link": summary.links, "unknown": summary.unknown,
    ].mapValues(ShareJSON.init)
    pixels = summary.pixels
    levels = summary.levels
    qualities = summary.qualities
    coders = summary.coders
    representations = Dictionary(
      uniqueKeysWithValues: summary.representations.map { ($0.name ?? "unknown", $0.count) })
    uncheckedPictures = summary.uncheckedPictures
    (meanPSNR, lowestPSNR) = (summary.meanPSNR, summary.lowestPSNR)
    maximumError = summary.maximumError
    bitsPerPixel = summary.bitsPerPixel
    redundancy = summary.redundancy.map { RedundancyJSON(percent: $0.percent, bytes: $0.bytes) }
    rates = measured.map {
      RatesJSON(
        pixels: $0.pixels, idealBits: $0.idealBits, priorBytes: $0.priorBytes,
        zstdBytes: $0.zstdBytes)
    }
  }
}
