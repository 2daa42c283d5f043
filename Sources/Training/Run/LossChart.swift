/// The loss curve as a picture: SVG, both axes from the least to the greatest, the upright one in
/// powers of ten.
package struct LossChart {
  private let points: [LossPoint]
  private let title: String

  private static let size = (width: 720.0, height: 420.0)
  private static let frame = (left: 70.0, top: 40.0, right: 700.0, bottom: 370.0)

  package init(_ points: [LossPoint], title: String) {
    self.points = points
    self.title = title
  }

  package var svg: String {
    let (width, height) = (Self.size.width, Self.size.height)
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
      font-family="sans-serif" font-size="13" fill="none">
      <rect width="\(width)" height="\(height)" fill="white"/>
      <text x="\(Self.frame.left)" y="24" fill="#222" font-size="15">\(Self.escaped(title))</text>

      """
    return head + (grid + curves).joined(separator: "\n") + "\n</svg>\n"
  }

  private var range: (least: Double, greatest: Double) {
    let values = points.flatMap { [$0.loss, $0.squaredError] }.filter { $0 > 0 && $0.isFinite }
    var (least, greatest) = (1.0, 10.0)
    if let low = values.min(), let high = values.max() {
      (least, greatest) = (1, 1)
      while least > low { least /= 10 }
      while least * 10 <= low { least *= 10 }
      greatest = least * 10
      while greatest < high { greatest *= 10 }
    }
    return (least, greatest)
  }

  private func x(_ step: Int) -> Double {
    let share = Double(step) / Double(max(points.last?.step ?? 1, 1))
    return rounded(Self.frame.left + share * (Self.frame.right - Self.frame.left))
  }

  private func y(_ value: Double) -> Double {
    let (least, greatest) = range
    let share = Self.decades(value / least) / Self.decades(greatest / least)
    return rounded(Self.frame.bottom - share * (Self.frame.bottom - Self.frame.top))
  }

  /// A logarithm good enough to draw by, without the C library's: whole powers of ten, and
  /// between them by the series of artanh.
  private static func decades(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    let exponent = Double(value.exponent)
    let ratio = (value.significand - 1) / (value.significand + 1)
    var (term, sum) = (ratio, 0.0)
    for k in stride(from: 1, through: 25, by: 2) {
      sum += term / Double(k)
      term *= ratio * ratio
    }
    return exponent * 0.30102999566398120 + 2 * sum * 0.43429448190325182
  }

  private var grid: [String] {
    let (left, right, bottom) = (Self.frame.left, Self.frame.right, Self.frame.bottom)
    var (lines, value) = ([String](), range.least)
    while value <= range.greatest * 1.001 {
      let height = y(value)
      lines += [
        "<path d=\"M\(left) \(height)H\(right)\" stroke=\"#ddd\"/>",
        "<text x=\"\(left - 8)\" y=\"\(height + 4)\" text-anchor=\"end\" fill=\"#555\">"
          + "\(Self.label(value))</text>",
      ]
      value *= 10
    }
    let last = points.last?.step ?? 0
    for step in [0, last / 2, last] {
      lines.append(
        "<text x=\"\(x(step))\" y=\"\(bottom + 20)\" text-anchor=\"middle\" fill=\"#555\">"
          + "\(step)</text>")
    }
    return lines + [
      "<text x=\"\(right)\" y=\"\(bottom + 40)\" text-anchor=\"end\" fill=\"#555\">steps</text>"
    ]
  }

  private var curves: [String] {
    let kinds: [(name: String, colour: String, value: (LossPoint) -> Double)] = [
      ("loss", "#1f77b4", \.loss), ("squared error, held out", "#d62728", \.squaredError),
    ]
    return kinds.enumerated().flatMap { index, kind in
      let path = points.filter { kind.value($0) > 0 && kind.value($0).isFinite }
        .map { "\(x($0.step)) \(y(kind.value($0)))" }.joined(separator: "L")
      let at = Self.frame.right - 260 + Double(index) * 90
      return [
        path.isEmpty ? "" : "<path d=\"M\(path)\" stroke=\"\(kind.colour)\" stroke-width=\"2\"/>",
        "<text x=\"\(at)\" y=\"24\" fill=\"\(kind.colour)\">\(kind.name)</text>",
      ].filter { !$0.isEmpty }
    }
  }

  private static func label(_ value: Double) -> String {
    value >= 1 && value < 1e6 ? "\(Int(value.rounded()))" : "\(Float(value))"
  }

  private func rounded(_ place: Double) -> Double { (place * 10).rounded() / 10 }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
  }
}
