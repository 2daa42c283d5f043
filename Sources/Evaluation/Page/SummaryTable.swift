import Foundation
import Pages

/// The table with a row for each codec: BD-rates, rates at round PSNRs, and its description.
struct SummaryTable {
  let anchor: String
  /// The measures for which any codec has a BD-rate.
  let bdRateColumns: [String]
  /// The PSNRs of the rate columns, as in "32 dB".
  let rateColumns: [String]
  /// The measured codecs, then the published ones.
  let groups: [Group]

  let hasBDRates: Bool
  let hasRates: Bool
  let bdRateCount: Int
  let rateCount: Int
  let columnCount: Int

  struct Group {
    let heading: String?
    let rows: [Row]
  }

  struct Row {
    let name: String
    let family: String
    let cells: [String]
    let about: String
  }

  private typealias Measure = (name: String, rate: KeyPath<BDRates, Double?>)

  init(of report: Report) {
    let anchor = report.codecs.first { $0.id == report.anchor }
    self.anchor = anchor?.name ?? report.anchor
    let all: [Measure] = [
      ("PSNR", \.psnr), ("MS-SSIM", \.msSSIM), ("SSIMULACRA2", \.ssimulacra2),
    ]
    // The anchor's own BD-rates are zero.
    let measures = all.filter { measure in
      report.codecs.contains { $0.id != anchor?.id && $0.bdRate[keyPath: measure.rate] != nil }
    }
    bdRateColumns = measures.map(\.name)
    let levels = Self.levels(of: report)
    rateColumns = levels.map { "\(PageNumber.fixed($0, 0)) dB" }
    (hasBDRates, hasRates) = (!measures.isEmpty, !levels.isEmpty)
    (bdRateCount, rateCount) = (measures.count, levels.count)
    columnCount = measures.count + levels.count + 2
    let row = { (codec: CodecCurve) in
      Row(
        name: codec.name, family: codec.family,
        cells: measures.map { measure in
          codec.id == anchor?.id
            ? "0\u{A0}%" : PageNumber.percent(codec.bdRate[keyPath: measure.rate])
        } + levels.map { PageNumber.fixed(BDRate.rate(of: codec.ratePoints(.psnr), at: $0), 3) },
        about: codec.about)
    }
    let published = report.codecs.filter { $0.family == "published" }.map(row)
    groups = [
      Group(heading: nil, rows: report.codecs.filter { $0.family != "published" }.map(row)),
      Group(heading: "Published by others, not measured here", rows: published),
    ].filter { !$0.rows.isEmpty }
  }

  /// Three to six round PSNRs within the range of the first codec.
  private static func levels(of report: Report) -> [Double] {
    let values = report.codecs.first?.points.compactMap(\.quality.psnr).filter(\.isFinite) ?? []
    guard let low = values.min(), let high = values.max() else { return [] }
    for step in [1.0, 2, 5, 10] where (high - low) / step < 7 {
      return Array(stride(from: (low / step).rounded(.up) * step, through: high, by: step))
    }
    return []
  }
}

/// The points of a codec in the table of all points.
struct PointRows {
  let rows: [Row]

  struct Row {
    let codec: String
    let setting: String
    let cells: [String]
  }

  init(of codec: CodecCurve) {
    rows = codec.points.map { point in
      let quality = point.quality
      return Row(
        codec: codec.name, setting: point.setting,
        cells: [
          point.bytes > 0 ? PageNumber.whole(point.bytes) : PageNumber.none,
          PageNumber.fixed(point.bitsPerPixel, 4), PageNumber.fixed(quality.psnr, 3),
          PageNumber.fixed(quality.lumaPSNR, 3), PageNumber.fixed(quality.ssim, 5),
          PageNumber.fixed(quality.msSSIM, 5), PageNumber.fixed(quality.ssimulacra2, 2),
        ])
    }
  }
}
