/// A point of the loss curve.
package struct LossPoint: Sendable, Equatable, Codable {
  /// The number of steps made.
  package let step: Int
  /// The number of passes over the training samples.
  package let epoch: Double
  /// The mean loss of the steps since the last point; at step 0, the loss of the first samples.
  package let loss: Double
  /// The mean of Σ (d(e(x)) − x)² over at most 1000 evaluation samples.
  package let squaredError: Double
  package let rate: Float

  package init(step: Int, epoch: Double, loss: Double, squaredError: Double, rate: Float) {
    self.step = step
    self.epoch = epoch
    self.loss = loss
    self.squaredError = squaredError
    self.rate = rate
  }
}

extension [LossPoint] {
  /// The curve as CSV, with a header.
  package var csv: String {
    map { "\($0.step),\($0.epoch),\($0.loss),\($0.squaredError),\($0.rate)\n" }
      .reduce("step,epoch,loss,squared_error,rate\n", +)
  }
}

extension [LossPoint] {
  /// Draws the curve as SVG.
  package func svg(title: String) -> String {
    LineChart(
      title: title,
      lines: [
        LineChart.Line(
          name: "loss", colour: "#1f77b4", points: map { (Double($0.step), $0.loss) }),
        LineChart.Line(
          name: "squared error, held out", colour: "#d62728",
          points: map { (Double($0.step), $0.squaredError) }),
      ], scale: .decimal
    ).svg
  }
}
