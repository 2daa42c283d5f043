import Autodiff
import Tensors

/// The losses of each sample of a small set: x, F(x) = d(e(x)), (F(x) − x)².
package struct LossTable: Sendable {
  package struct Row: Sendable {
    package let sample: [Double]
    package let reconstruction: [Double]

    /// Σ (F(x) − x)²
    package var squaredError: Double {
      zip(sample, reconstruction).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    }
  }

  package let rows: [Row]

  /// The sum over all samples.
  package var total: Double { rows.reduce(0) { $0 + $1.squaredError } }

  /// - Parameter restoring: maps numbers back from the range of the network
  package init(
    _ network: Autoencoder, _ parameters: ParameterSet, of source: any SampleSource,
    restoring: (Float) -> Double = { Double($0) }
  ) {
    let tape = Tape(parameters, recording: false)
    let samples = tape.constant(source.tensor(Array(0..<source.count)[...]), samples: source.count)
    let made = network.decode(network.encode(samples)).value.values.map(restoring)
    let given = samples.value.values.map(restoring)
    let size = source.shape.count
    rows = (0..<source.count).map { index in
      let range = index * size..<(index + 1) * size
      return Row(sample: Array(given[range]), reconstruction: Array(made[range]))
    }
  }
}
