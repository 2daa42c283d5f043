/// A point of the loss curve of a photo run.
package struct PhotoPoint: Sendable, Equatable, Codable {
  /// The number of steps made.
  package let step: Int
  /// The mean loss since the last point; nil at the first.
  package let loss: Double?
  /// The figures of the averaged weights on the evaluated photographs, the mean over all levels.
  package let judged: PhotoFigures
  package let rate: Float

  package init(step: Int, loss: Double?, judged: PhotoFigures, rate: Float) {
    self.step = step
    self.loss = loss
    self.judged = judged
    self.rate = rate
  }
}

extension [PhotoPoint] {
  /// The curve as CSV, with a header.
  package var csv: String {
    map { point in
      let loss = point.loss.map { "\($0)" } ?? ""
      let judged = point.judged
      return "\(point.step),\(loss),\(judged.loss),\(judged.bitsPerPixel),"
        + "\(judged.squaredError),\(judged.psnr),\(point.rate)\n"
    }
    .reduce("step,loss,judged_loss,judged_bpp,judged_squared_error,judged_psnr,rate\n", +)
  }

  /// Draws the curve as SVG.
  package func svg(title: String) -> String {
    LineChart(
      title: title,
      lines: [
        LineChart.Line(
          name: "loss, judged", colour: "#d62728",
          points: map { (Double($0.step), $0.judged.loss) }),
        LineChart.Line(
          name: "loss of steps", colour: "#1f77b4",
          points: compactMap { point in point.loss.map { (Double(point.step), $0) } }),
      ]
    ).svg
  }
}
