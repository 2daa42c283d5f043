/// Why a training step cannot be used. The parameters are as they were before it.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A loss is infinite or NaN: which step, the first operation that gave such a value, and the
  /// parameter of its layer.
  case lossNotFinite(step: Int, operation: String?, layer: String?)
  /// A gradient is infinite or NaN though the loss is not.
  case gradientNotFinite(step: Int, parameter: String)

  package var description: String {
    switch self {
    case .lossNotFinite(let step, let operation, let layer):
      "step \(step): the loss is not a finite number"
        + (operation.map { ", first seen in \($0)" } ?? "")
        + (layer.map { " with \($0)" } ?? "") + "; try a lower learning rate"
    case .gradientNotFinite(let step, let parameter):
      "step \(step): the gradient of \(parameter) is not finite; try a lower learning rate"
    }
  }
}
