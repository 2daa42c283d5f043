/// A point of the loss curve of a photo run.
package struct PhotoPoint: Sendable, Equatable, Codable {
  /// The number of steps made.
  package let step: Int
  /// The mean loss of the steps since the last point; nil at the first point.
  package let loss: Double?
  /// The figures of the averaged weights on the evaluated photographs, the mean over all levels.
  package let evaluation: PhotoFigures
  /// The learning rate of the last step.
  package let rate: Float

  /// Checkpoints use the name `judged`.
  private enum CodingKeys: String, CodingKey {
    case evaluation = "judged"
    case step, loss, rate
  }

  package init(step: Int, loss: Double?, evaluation: PhotoFigures, rate: Float) {
    self.step = step
    self.loss = loss
    self.evaluation = evaluation
    self.rate = rate
  }
}

extension [PhotoPoint] {
  /// The curve as CSV, with a header.
  package var csv: String {
    map { point in
      let loss = point.loss.map { "\($0)" } ?? ""
      let evaluation = point.evaluation
      return "\(point.step),\(loss),\(evaluation.loss),\(evaluation.bitsPerPixel),"
        + "\(evaluation.squaredError),\(evaluation.psnr),\(point.rate)\n"
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
          points: map { (Double($0.step), $0.evaluation.loss) }),
        LineChart.Line(
          name: "loss of steps", colour: "#1f77b4",
          points: compactMap { point in point.loss.map { (Double(point.step), $0) } }),
      ]
    ).svg
  }
}
