/// A line chart over steps as SVG. The vertical axis covers the range of the values.
package struct LineChart {
  /// The scale of the vertical axis.
  package enum Scale {
    /// The axis is linear.
    case even
    /// The axis is logarithmic between powers of ten; values of 0 and less are left out.
    case decimal
  }

  package struct Line {
    package let name: String
    package let colour: String
    /// The horizontal and vertical coordinates.
    package let points: [(x: Double, y: Double)]
  }

  package let title: String
  package let lines: [Line]
  private let scale: Scale
  /// The labels of the vertical axis, ascending; at least two.
  private let ticks: [Double]

  private static let size = (width: 720.0, height: 420.0)
  private static let frame = (left: 70.0, top: 40.0, right: 700.0, bottom: 370.0)

  package init(title: String, lines: [Line], scale: Scale = .even) {
    self.title = title
    self.scale = scale
    self.lines = lines.map { line in
      Line(
        name: line.name, colour: line.colour,
        points: line.points.filter {
          $0.x.isFinite && $0.y.isFinite && (scale == .even || $0.y > 0)
        })
    }
    let values = self.lines.flatMap { $0.points.map(\.y) }
    ticks = scale == .even ? Self.evenTicks(values) : Self.decimalTicks(values)
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

  /// Round numbers from below the smallest value to above the largest.
  private static func evenTicks(_ values: [Double]) -> [Double] {
    guard let least = values.min(), let greatest = values.max() else { return [0, 1] }
    let span = max(greatest - least, 1e-6)
    var unit = 1.0
    while unit > span / 4 { unit /= 10 }
    while unit * 10 <= span / 4 { unit *= 10 }
    let step = unit * ([5, 2, 1].first { $0 * unit <= span / 3 } ?? 1)
    let first = (least / step).rounded(.down)
    let last = max((greatest / step).rounded(.up), first + 1)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// Powers of ten from below the smallest value to above the largest.
  private static func decimalTicks(_ values: [Double]) -> [Double] {
    guard let low = values.min(), let high = values.max() else { return [1, 10] }
    var tick = 1.0
    while tick > low { tick /= 10 }
    while tick * 10 <= low { tick *= 10 }
    var ticks = [tick]
    repeat {
      tick *= 10
      ticks.append(tick)
    } while tick < high
    return ticks
  }

  private var last: Double { max(lines.flatMap { $0.points.map(\.x) }.max() ?? 1, 1) }

  private func x(_ step: Double) -> Double {
    Self.rounded(Self.frame.left + step / last * (Self.frame.right - Self.frame.left))
  }

  private func y(_ value: Double) -> Double {
    let (low, high) = (scaled(ticks[0]), scaled(ticks[ticks.count - 1]))
    let share = (scaled(value) - low) / (high - low)
    return Self.rounded(Self.frame.bottom - share * (Self.frame.bottom - Self.frame.top))
  }

  /// The coordinate of a value on the vertical axis before it is stretched to the frame.
  private func scaled(_ value: Double) -> Double {
    scale == .even ? value : Self.decades(value)
  }

  /// A decimal logarithm that is accurate enough for a chart and independent of the C library. It
  /// adds the binary exponent and the artanh series of the significand.
  private static func decades(_ value: Double) -> Double {
    let ratio = (value.significand - 1) / (value.significand + 1)
    var (term, sum) = (ratio, 0.0)
    for k in stride(from: 1, through: 25, by: 2) {
      sum += term / Double(k)
      term *= ratio * ratio
    }
    return Double(value.exponent) * 0.30102999566398120 + 2 * sum * 0.43429448190325182
  }

  private var grid: [String] {
    let (left, right, bottom) = (Self.frame.left, Self.frame.right, Self.frame.bottom)
    let across = ticks.flatMap { value in
      let height = y(value)
      return [
        "<path d=\"M\(left) \(height)H\(right)\" stroke=\"#ddd\"/>",
        "<text x=\"\(left - 8)\" y=\"\(height + 4)\" text-anchor=\"end\" fill=\"#555\">"
          + "\(label(value))</text>",
      ]
    }
    let steps = [0, (last / 2).rounded(), last].map { step in
      "<text x=\"\(x(step))\" y=\"\(bottom + 20)\" text-anchor=\"middle\" fill=\"#555\">"
        + "\(Int(step))</text>"
    }
    return across + steps + [
      "<text x=\"\(right)\" y=\"\(bottom + 40)\" text-anchor=\"end\" fill=\"#555\">steps</text>"
    ]
  }

  private var curves: [String] {
    // Names are right-aligned, with the last one at the end.
    var at = Self.frame.right
    return lines.reversed().flatMap { line in
      at -= Double(line.name.count) * 7 + 12
      let path = line.points.map { "\(x($0.x)) \(y($0.y))" }.joined(separator: "L")
      let name = "<text x=\"\(at)\" y=\"24\" fill=\"\(line.colour)\">\(line.name)</text>"
      return path.isEmpty
        ? [name]
        : ["<path d=\"M\(path)\" stroke=\"\(line.colour)\" stroke-width=\"2\"/>", name]
    }
  }

  private func label(_ value: Double) -> String {
    scale == .decimal && value >= 1 && value < 1e6
      ? "\(Int(value.rounded()))" : "\(Float(value))"
  }

  private static func rounded(_ coordinate: Double) -> Double { (coordinate * 10).rounded() / 10 }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
  }
}
