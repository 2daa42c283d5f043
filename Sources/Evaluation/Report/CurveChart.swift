import Foundation

/// The rate-distortion curves of a report as an SVG picture: mean PSNR over bits per pixel, within
/// the range of aezip.
package struct CurveChart {
  private let curves: [CodecCurve]
  /// The ranges shown, in bits per pixel and in decibels.
  private let rates: ClosedRange<Double>
  private let decibels: ClosedRange<Double>

  private static let size = (width: 820.0, height: 460.0)
  /// The area of the curves, in pixels.
  private static let plot = (left: 54.0, right: 600.0, top: 16.0, bottom: 410.0)
  /// The colours of Okabe and Ito, which people with colour blindness can distinguish.
  private static let colours = [
    "#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#009e73", "#8fb339", "#b0a000", "#cc79a7",
    "#333333", "#999999",
  ]

  /// - Returns: nil where the report's first codec has fewer than two points
  package init?(_ report: Report) {
    let measured = report.codecs.filter { $0.family != "published" && $0.points.count > 1 }
    let first = measured.first.map { $0.ratePoints(.psnr) } ?? []
    guard let most = first.map(\.rate).max(), let low = first.map(\.quality).min(),
      let high = first.map(\.quality).max(), low < high
    else { return nil }
    // A curve far off would squeeze the others.
    let rates = 0...(most * 5).rounded(.up) / 5
    let decibels = (low - 1).rounded(.down)...(high + 1).rounded(.up)
    curves = measured.filter { curve in
      curve.ratePoints(.psnr).contains {
        rates.contains($0.rate) && decibels.contains($0.quality)
      }
    }
    (self.rates, self.decibels) = (rates, decibels)
  }

  package var svg: String {
    let (plot, size) = (Self.plot, Self.size)
    var lines = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(size.width)) \(Int(size.height))" \
      font-family="sans-serif" font-size="13" fill="#222">
      <rect width="100%" height="100%" fill="#fff"/>
      <clipPath id="plot"><rect x="\(plot.left)" y="\(plot.top)" \
      width="\(plot.right - plot.left)" height="\(plot.bottom - plot.top)"/></clipPath>
      """
    ]
    lines += grid
    for (index, curve) in curves.enumerated() { lines += drawing(of: curve, at: index) }
    lines.append("</svg>\n")
    return lines.joined(separator: "\n")
  }

  private func x(_ rate: Double) -> Double {
    Self.plot.left + rate / rates.upperBound * (Self.plot.right - Self.plot.left)
  }

  private func y(_ psnr: Double) -> Double {
    let share = (psnr - decibels.lowerBound) / (decibels.upperBound - decibels.lowerBound)
    return Self.plot.bottom - share * (Self.plot.bottom - Self.plot.top)
  }

  private var grid: [String] {
    let plot = Self.plot
    let rateStep = rates.upperBound > 2 ? 0.5 : 0.2
    var lines: [String] = []
    for rate in stride(from: 0, through: rates.upperBound + 1e-9, by: rateStep) {
      lines.append(
        """
        <path d="M\(text(x(rate))) \(plot.top)V\(plot.bottom)" stroke="#ddd"/>\
        <text x="\(text(x(rate)))" y="\(plot.bottom + 18)" text-anchor="middle">\(text(rate))</text>
        """)
    }
    for psnr in stride(from: decibels.lowerBound, through: decibels.upperBound, by: 2) {
      lines.append(
        """
        <path d="M\(plot.left) \(text(y(psnr)))H\(plot.right)" stroke="#ddd"/>\
        <text x="\(plot.left - 8)" y="\(text(y(psnr) + 4))" text-anchor="end">\(Int(psnr))</text>
        """)
    }
    lines.append(
      """
      <text x="\((plot.left + plot.right) / 2)" y="\(plot.bottom + 40)" \
      text-anchor="middle">bits per pixel</text>
      <text transform="translate(16 \((plot.top + plot.bottom) / 2)) rotate(-90)" \
      text-anchor="middle">mean PSNR in dB</text>
      """)
    return lines
  }

  /// A curve with a mark at each point, and its line in the legend.
  private func drawing(of curve: CodecCurve, at index: Int) -> [String] {
    let colour = Self.colours[index % Self.colours.count]
    let width = curve.family == "aezip" ? 2.5 : 1.5
    let points = curve.ratePoints(.psnr).map { (x($0.rate), y($0.quality)) }
    let path = points.map { "\(text($0)) \(text($1))" }.joined(separator: "L")
    let marks = points.map { "<circle cx=\"\(text($0))\" cy=\"\(text($1))\" r=\"2.5\"/>" }
    let height = Self.plot.top + 12 + 22 * Double(index)
    let name = curve.name.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    return [
      """
      <g clip-path="url(#plot)" fill="\(colour)"><path d="M\(path)" fill="none" \
      stroke="\(colour)" stroke-width="\(width)"/>\(marks.joined())</g>
      """,
      """
      <path d="M\(Self.plot.right + 20) \(height)h28" stroke="\(colour)" \
      stroke-width="\(width)"/><text x="\(Self.plot.right + 56)" y="\(height + 4)">\(name)</text>
      """,
    ]
  }

  /// With one digit after the point.
  private func text(_ value: Double) -> String {
    String(format: "%.1f", value)
  }
}
