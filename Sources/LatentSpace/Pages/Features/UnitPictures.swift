import Autodiff
import Tensors
import Training

/// Activation maximisation (Erhan, Bengio, Courville & Vincent 2009): pictures that maximise the
/// response of a unit, found by gradient ascent from grey with noise, at a fixed contrast.
///
/// In a feature map the mean response of all positions is maximised, so the result is a texture.
/// Gradients are smoothed, most strongly at first, because the ascent would otherwise find
/// high-frequency noise.
struct UnitPictures: Sendable {
  /// One picture for each unit.
  let pictures: Pixels
  /// The mean response of each unit to its picture and to uniform grey.
  let responses: [(found: Float, blank: Float)]

  static let steps = 48
  /// The root mean square difference of pixels from grey.
  static let contrast: Float = 0.2
  /// The side in pixels for networks that take pictures of any size.
  static let side = 64

  /// Finds the pictures.
  ///
  /// - Parameters:
  ///   - units: indices of channels of the layer
  ///   - layer: an index into the network's layers
  static func maximise(
    _ units: [Int], of layer: Int, in network: FeatureNetwork, _ start: NoiseKey
  ) -> UnitPictures {
    let (height, width) = (network.shape?.height ?? side, network.shape?.width ?? side)
    let shape = (samples: units.count, channels: network.channels)
    var key = start
    let noise = Tensor.normal(
      rows: units.count * height, columns: width, channels: shape.channels, key: key.next()
    ).scaled(by: 0.02, plus: 0.5)
    var pixels = Pixels(
      samples: shape.samples, height: height, width: width, channels: shape.channels,
      values: noise.values
    ).smoothed(times: 1)
    let blank = pixels.with(noise.scaled(by: 0, plus: 0.5))
    let before = responses(blank, units, layer, network)
    // Passes of smoothing: units that see a whole small picture respond to coarse patterns only.
    let (most, least): (Float, Int) =
      network.shape == nil ? (4, 0) : network.layers[layer].isMap ? (2, 0) : (4, 1)
    for step in 0..<steps {
      let (_, gradient) = network.gradient(at: pixels.tensor, samples: units.count) {
        meanResponse($0[layer], units)
      }
      let left = 1 - Float(step) / Float(steps)
      let smooth = pixels.with(gradient).smoothed(times: max(Int(most * left), least))
      pixels = pixels.stepped(along: smooth.normalised, by: 0.01 + 0.04 * left)
        .contrasted(atMost: contrast)
    }
    let after = responses(pixels, units, layer, network)
    return UnitPictures(pictures: pixels, responses: zip(after, before).map { ($0, $1) })
  }

  /// Σ over pictures of the mean response of each one's unit.
  private static func meanResponse(_ layer: Variable, _ units: [Int]) -> Variable {
    let value = layer.value
    let positions = value.positions / units.count
    var mask = [Float](repeating: 0, count: value.count)
    for (sample, unit) in units.enumerated() {
      for position in sample * positions..<(sample + 1) * positions {
        mask[position * value.channels + unit] = 1 / Float(positions)
      }
    }
    let chosen = Tensor(
      rows: value.rows, columns: value.columns, channels: value.channels, values: mask)
    return (layer * layer.constant(chosen)).grouped(samples: 1).sampleSums
  }

  private static func responses(
    _ pixels: Pixels, _ units: [Int], _ layer: Int, _ network: FeatureNetwork
  ) -> [Float] {
    let value = network.values(of: pixels.tensor, samples: units.count)[layer]
    let positions = value.positions / units.count
    let numbers = value.values
    return units.enumerated().map { sample, unit in
      (sample * positions..<(sample + 1) * positions).reduce(Float(0)) {
        $0 + numbers[$1 * value.channels + unit]
      } / Float(positions)
    }
  }
}
