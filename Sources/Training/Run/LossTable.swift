import Autodiff
import Tensors

/// What becomes of every object of a small set: x, F(x) = d(e(x)), (F(x) − x)².
package struct LossTable: Sendable {
  package struct Row: Sendable {
    package let object: [Double]
    package let reconstruction: [Double]

    /// Σ (F(x) − x)²
    package var squaredError: Double {
      zip(object, reconstruction).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    }
  }

  package let rows: [Row]

  /// Of all objects.
  package var total: Double { rows.reduce(0) { $0 + $1.squaredError } }

  /// - Parameter restoring: brings numbers back from the range the network works in
  package init(
    _ network: Autoencoder, _ parameters: ParameterSet, of source: any SampleSource,
    restoring: (Float) -> Double = { Double($0) }
  ) {
    let tape = Tape(parameters, recording: false)
    let objects = tape.constant(source.objects(Array(0..<source.count)[...]), samples: source.count)
    let made = network.decode(network.encode(objects)).value.values.map(restoring)
    let given = objects.value.values.map(restoring)
    let size = source.shape.count
    rows = (0..<source.count).map { index in
      let range = index * size..<(index + 1) * size
      return Row(object: Array(given[range]), reconstruction: Array(made[range]))
    }
  }
}
