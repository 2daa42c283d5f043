import Tensors

/// Statistics of the coefficients of pictures: magnitudes, and correlations between neighbouring
/// blocks.
struct CoefficientStatistics: Sendable {
  private(set) var blockCount = 0
  /// A histogram of magnitudes for each component, in classes of a quarter of an octave.
  private var histogram = [Float](repeating: 0, count: PCABasis.size * Self.classes)
  /// Sums of products of the inputs of ``BlockPredictor``, and of inputs with outputs.
  private(set) var products = [Double](
    repeating: 0, count: BlockPredictor.inputs * BlockPredictor.inputs)
  private(set) var targets = [Double](
    repeating: 0, count: BlockPredictor.inputs * BlockPredictor.outputs)
  private(set) var energies = [Double](repeating: 0, count: BlockPredictor.outputs)

  private static let classes = 64
  /// The class of magnitude 1.
  private static let unit = 16

  mutating func add(_ blocks: BlockCoefficients) {
    let values = blocks.tensor.values
    blockCount += blocks.blockCount
    for start in stride(from: 0, to: values.count, by: PCABasis.size) {
      for component in 0..<PCABasis.size {
        let magnitude = abs(values[start + component])
        histogram[component * Self.classes + Self.magnitudeClass(magnitude)] += 1
      }
    }
    addProducts(of: values, columns: blocks.tensor.columns)
  }

  /// The class by the exponent and two bits of the fraction.
  private static func magnitudeClass(_ magnitude: Float) -> Int {
    min(max(Int(magnitude.bitPattern >> 21) - 127 * 4 + unit, 0), classes - 1)
  }

  private mutating func addProducts(of values: [Float], columns: Int) {
    let blocks = values.count / PCABasis.size
    for block in 0..<blocks where block >= columns && block % columns > 0 {
      let inputs = BlockPredictor.gather(block: block, columns: columns) { block, component in
        Double(values[block * PCABasis.size + component])
      }
      for row in 0..<BlockPredictor.inputs {
        for column in 0..<BlockPredictor.inputs {
          products[row * BlockPredictor.inputs + column] += inputs[row] * inputs[column]
        }
      }
      for output in 0..<BlockPredictor.outputs {
        let value = Double(values[block * PCABasis.size + output])
        energies[output] += value * value
        for row in 0..<BlockPredictor.inputs {
          targets[output * BlockPredictor.inputs + row] += inputs[row] * value
        }
      }
    }
  }

  /// The number of coefficients of a component above `threshold`, and their energy.
  func exceeding(_ threshold: Float, component: Int) -> (count: Float, energy: Float) {
    var (count, energy): (Float, Float) = (0, 0)
    for index in Self.magnitudeClass(threshold)..<Self.classes {
      let middle = Float(bitPattern: UInt32(index - Self.unit + 127 * 4) << 21 | 1 << 20)
      guard middle > threshold else { continue }
      let here = histogram[component * Self.classes + index]
      count += here
      energy += here * middle * middle
    }
    return (count, energy)
  }
}
