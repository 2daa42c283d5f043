import Pages

/// The results of a report in words.
struct Findings {
  let sentence: String?
  let further: String?

  init(of report: Report) {
    let ours = report.codecs.first { $0.family == "aezip" }
    let anchor = report.codecs.first { $0.id == report.anchor }
    guard let ours else {
      (sentence, further) = (nil, nil)
      return
    }
    guard let anchor, anchor.id != ours.id else {
      sentence = ours.points.first.map { Self.statement(on: ours, at: $0) }
      further = nil
      return
    }
    let beside = { (rate: Double) in Self.compared(rate, with: anchor.name) }
    if let rate = ours.bdRate.psnr {
      sentence = "At equal PSNR \(ours.name) needs \(beside(rate)) on \(Self.these(report))."
    } else {
      sentence =
        "\(ours.name) and \(anchor.name) have no range of PSNR in common on "
        + "\(Self.these(report)), so their bytes cannot be compared at equal PSNR."
    }
    further = [
      Self.further(ours.bdRate, beside: beside),
      Self.better(than: ours, in: report, beside: beside),
    ].compactMap { $0 }.joined(separator: " ")
  }

  /// The result by other measures, which may disagree.
  private static func further(_ rates: BDRates, beside: (Double) -> String) -> String? {
    let parts = [(rates.msSSIM, "MS-SSIM"), (rates.ssimulacra2, "SSIMULACRA2")].compactMap {
      (rate, name) in rate.map { "at equal \(name), \(beside($0))" }
    }
    guard let first = parts.first else { return nil }
    return first.prefix(1).uppercased() + parts.joined(separator: "; ").dropFirst() + "."
  }

  /// The measured codecs that need fewer bytes than aezip.
  private static func better(
    than ours: CodecCurve, in report: Report, beside: (Double) -> String
  ) -> String? {
    guard let own = ours.bdRate.psnr else { return nil }
    let better = report.codecs.filter {
      $0.family != "published" && $0.family != ours.family && ($0.bdRate.psnr ?? own) < own
    }
    guard !better.isEmpty else { return nil }
    let parts = better.map { "\($0.name) needs \(beside($0.bdRate.psnr ?? own))" }
    return "At equal PSNR other codecs need fewer: " + parts.joined(separator: "; ") + "."
  }

  /// As in "41 % fewer bytes than JPEG 4:2:0".
  private static func compared(_ rate: Double, with name: String) -> String {
    let percent = (rate * 100).rounded()
    guard percent != 0, percent.isFinite else { return "as many bytes as \(name)" }
    let number = PageNumber.whole(Int(percent.magnitude.clamped(to: 0...1e9)))
    return "\(number)\u{A0}% \(percent < 0 ? "fewer" : "more") bytes than \(name)"
  }

  private static func statement(on codec: CodecCurve, at point: CurvePoint) -> String {
    let quality = point.quality.psnr.map { ", at a mean PSNR of \(PageNumber.fixed($0, 1)) dB" }
    let rate = PageNumber.fixed(point.bitsPerPixel, 3)
    return "\(codec.name) at \(point.setting) takes \(rate) bits per pixel\(quality ?? "")."
  }

  private static func these(_ report: Report) -> String {
    report.pictures.count == 1 ? "this picture" : "these pictures"
  }
}

extension Double {
  func clamped(to range: ClosedRange<Double>) -> Double {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
