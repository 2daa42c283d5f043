/// A place of the loss curve.
package struct LossPoint: Sendable, Equatable, Codable {
  /// Steps made.
  package let step: Int
  /// Times each object was seen.
  package let epoch: Double
  /// The mean loss of the steps since the last point.
  package let loss: Double
  /// Σ (d(e(x)) − x)², the mean over objects to judge by; a sample of them where they are many.
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
  /// A line of names, then one for each point.
  package var csv: String {
    map { "\($0.step),\($0.epoch),\($0.loss),\($0.squaredError),\($0.rate)\n" }
      .reduce("step,epoch,loss,squared_error,rate\n", +)
  }
}

extension [LossPoint] {
  /// The curve as a picture, SVG.
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
