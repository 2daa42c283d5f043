import Bytes
import Files
import Images
import Pages
import Synchronization

/// The pictures of a report's viewer: aezip's reconstruction beside a JPEG of as many bytes.
package enum Showcase {
  /// Bits per pixel at which the difference is visible and both are still usable.
  private static let rate = 0.4

  /// Encodes `count` pictures of a report, from the largest gain over JPEG to the smallest, both
  /// included.
  ///
  /// - Throws: errors of reading and coding the pictures
  package static func pictures(
    _ count: Int, of result: FolderReport.Result, jobs: Int
  ) async throws -> [PictureShown] {
    let report = result.report
    guard let curve = report.codecs.first(where: { $0.id == "aezip-prior" }),
      let point = curve.points.min(by: { distance($0) < distance($1) })
    else { return [] }
    let chosen = evenly(count, from: ranking(report))
    let originals = chosen.map { result.set.pictures[$0] }
    let codec = RatedAezip(.prior, staged: StagedPictures())
    guard let setting = codec.settings.firstIndex(of: point.setting), !originals.isEmpty else {
      return []
    }
    let shown = Mutex([PictureShown?](repeating: nil, count: chosen.count))
    _ = try await codec.code(originals, setting: setting, jobs: jobs) { index, coded in
      let measured = point.pictures[chosen[index]]
      let picture = try picture(
        originals[index], aezip: coded.image, measured, setting: point.setting)
      shown.withLock { $0[index] = picture }
    }
    return shown.withLock { $0 }.compactMap { $0 }
  }

  private static func distance(_ point: CurvePoint) -> Double {
    abs(point.bitsPerPixel - rate)
  }

  /// The indices of the pictures, by aezip's BD-rate against JPEG.
  private static func ranking(_ report: Report) -> [Int] {
    let rivals = ["jpeg-420", "aezip-prior"].compactMap { id in
      report.codecs.first { $0.id == id }
    }
    let rates = report.pictures.indices.map { index in
      rivals.count < 2
        ? 0
        : BDRate.compute(
          anchor: rivals[0].ratePoints(ofPicture: index),
          test: rivals[1].ratePoints(ofPicture: index)) ?? .infinity
    }
    // Tiny pictures show nothing; they are used only where there are no others.
    let large = report.pictures.indices.filter {
      min(report.pictures[$0].width, report.pictures[$0].height) >= 64
    }
    let shown = large.isEmpty ? Array(report.pictures.indices) : large
    return shown.sorted { (rates[$0], $0) < (rates[$1], $1) }
  }

  private static func evenly(_ count: Int, from ranked: [Int]) -> [Int] {
    guard ranked.count > count else { return ranked }
    guard count > 1 else { return Array(ranked.prefix(count)) }
    return (0..<count).map { ranked[$0 * (ranked.count - 1) / (count - 1)] }
  }

  private static func picture(
    _ file: PictureFile, aezip: Image, _ measured: PictureMeasurement, setting: String
  ) throws -> PictureShown {
    let original = try file.load()
    let jpeg = try MatchedJPEG.find(for: original, atLeast: measured.bytes)
    let part = ShownPart(of: original)
    func detail(_ setting: String?, bytes: Int, _ quality: PictureQuality?) -> String {
      let rate = Double(8 * bytes) / Double(original.pixelCount)
      let psnr = quality.map { $0.psnr.map { "\(PageNumber.fixed($0, 2)) dB" } ?? "no loss" }
      return [
        setting, "\(PageNumber.whole(bytes)) bytes", "\(PageNumber.fixed(rate, 3)) bpp", psnr,
      ]
      .compactMap { $0 }.joined(separator: " · ")
    }
    return PictureShown(
      name: displayName(of: file.name), width: part.width, height: part.height, crop: part.crop,
      sides: [
        try part.side(
          of: aezip, "aezip",
          detail(setting, bytes: measured.bytes, measured.quality)),
        try part.side(
          of: jpeg.image, "JPEG", file: jpeg.file,
          detail(
            "quality \(jpeg.quality)", bytes: jpeg.file.count,
            PictureQuality(of: jpeg.image, against: original))),
        try part.side(of: original, "original", detail(nil, bytes: file.fileBytes, nil)),
      ])
  }
}

/// The smallest JPEG of a picture that has at least a number of bytes.
struct MatchedJPEG {
  let quality: Int
  let file: [UInt8]
  let image: Image

  /// Searches for the lowest quality that reaches `bytes`; quality 100 if none does.
  static func find(for original: Image, atLeast bytes: Int) throws -> MatchedJPEG {
    func file(_ quality: Int) throws -> [UInt8] {
      try ImageFile.jpeg(original, quality: quality, subsampling: .s420)
    }
    let quality = try (1..<100).partitioningIndex { try file($0).count >= bytes }
    let smallest = try file(quality)
    return MatchedJPEG(
      quality: quality, file: smallest, image: try ImageFile.read(smallest).image)
  }
}
