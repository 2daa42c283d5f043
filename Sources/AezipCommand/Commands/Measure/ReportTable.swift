import Evaluation

/// The BD-rates and the rates of a report in a short table.
struct ReportTable {
  private let report: Evaluation.Report

  init(_ report: Evaluation.Report) {
    self.report = report
  }

  var table: ResultTable {
    let anchor = report.codecs.first { $0.id == report.anchor }?.name ?? report.anchor
    let qualities = roundQualities
    let hasScores = report.codecs.contains { $0.bdRate.ssimulacra2 != nil }
    let scoreColumn = hasScores ? ["SSIMULACRA2"] : []
    let columns =
      ["BD-rate against \(anchor)", "PSNR", "MS-SSIM"] + scoreColumn
      + qualities.map { "bpp at \($0.short) dB" }
    let rows = report.codecs.map { codec in
      let points = codec.ratePoints(.psnr)
      let rates = [codec.bdRate.psnr, codec.bdRate.msSSIM]
      return [codec.name] + (rates + (hasScores ? [codec.bdRate.ssimulacra2] : [])).map(share)
        + qualities.map { quality in
          BDRate.rate(of: points, at: quality).map { $0.fixed(3) } ?? "–"
        }
    }
    let pixels = report.pictures.reduce(0) { $0 + $1.width * $1.height }
    let size =
      "\(report.title): \(plural(report.pictures.count, "picture")), "
      + "\((Double(pixels) / 1e6).threeDigits) megapixels"
    return ResultTable(columns: columns, rows: rows, notes: [size] + report.notes)
  }

  /// Up to four integer PSNRs within the range of aezip, evenly spaced.
  private var roundQualities: [Double] {
    let reached = report.codecs.first { $0.family == "aezip" }?.ratePoints(.psnr) ?? []
    let qualities = reached.map(\.quality)
    guard let low = qualities.min(), let high = qualities.max() else { return [] }
    let all = stride(from: low.rounded(.up), through: high.rounded(.down), by: 1).map { $0 }
    guard all.count > 4 else { return all }
    let step = ((high - low) / 4).rounded(.down)
    let even = all.filter { $0.truncatingRemainder(dividingBy: step) == 0 }
    return Array(even.prefix(4))
  }

  private func share(_ rate: Double?) -> String {
    guard let rate else { return "–" }
    let percent = (100 * rate).fixed(1)
    return percent == "0.0"
      ? "0 %" : (rate > 0 ? "+" : "") + percent.replacing("-", with: "−") + " %"
  }
}
