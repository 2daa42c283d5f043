import Evaluation

/// A report as a short table for the terminal.
struct ReportTable {
  private let report: Evaluation.Report

  init(_ report: Evaluation.Report) {
    self.report = report
  }

  /// The table, and below it what was measured, when and on what.
  var text: String {
    ([table(rows, right: Set(1...20))] + foot).joined(separator: "\n")
  }

  private var rows: [[String]] {
    let anchor = report.codecs.first { $0.id == report.anchor }?.name ?? report.anchor
    let qualities = roundQualities
    let hasScores = report.codecs.contains { $0.bdRate.ssimulacra2 != nil }
    let scoreColumn = hasScores ? ["SSIMULACRA2"] : []
    let head =
      ["BD-rate against \(anchor)", "PSNR", "MS-SSIM"] + scoreColumn
      + qualities.map { "bpp at \($0.short) dB" }
    return [head]
      + report.codecs.map { codec in
        let points = codec.ratePoints(.psnr)
        let rates = [codec.bdRate.psnr, codec.bdRate.msSSIM]
        return [codec.name] + (rates + (hasScores ? [codec.bdRate.ssimulacra2] : [])).map(share)
          + qualities.map { quality in
            BDRate.rate(of: points, at: quality).map { $0.fixed(3) } ?? "–"
          }
      }
  }

  /// Up to four whole PSNRs that aezip reaches, evenly apart.
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

  private var foot: [String] {
    let pixels = report.pictures.reduce(0) { $0 + $1.width * $1.height }
    let megapixels = (Double(pixels) / 1e6).threeDigits
    return [
      "\(report.title): \(plural(report.pictures.count, "picture")), \(megapixels) megapixels; "
        + "\(report.program); \(report.machine); \(report.date)"
    ] + report.notes.map { "note: \($0)" }
  }
}
