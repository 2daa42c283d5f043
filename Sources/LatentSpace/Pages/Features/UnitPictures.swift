import Autodiff
import Tensors
import Training

/// What units of a layer respond to most: pictures found from a blank one by going uphill, at one
/// contrast (Erhan, Bengio, Courville & Vincent 2009).
///
/// Of a map, where a unit is at many places, the mean of all places goes up, so that what is found
/// is a texture. Gradients are smoothed, at first much, lest noise be found that no picture has.
struct UnitPictures: Sendable {
  /// Of each unit.
  let pictures: Pixels
  /// How a unit responds to its picture, the mean of all places, and to a blank one.
  let responses: [(found: Float, blank: Float)]

  static let steps = 48
  /// How far from grey pixels are, their root mean square.
  static let contrast: Float = 0.2
  /// Pixels a side where a network takes pictures of any size.
  static let side = 64

  /// - Parameters:
  ///   - units: of the layer
  ///   - layer: of the network
  init(_ units: [Int], of layer: Int, in network: FeatureNetwork, _ start: NoiseKey) {
    let (height, width) = (network.shape?.height ?? Self.side, network.shape?.width ?? Self.side)
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
    let before = Self.responses(blank, units, layer, network)
    // Units that see whole small pictures have nothing finer to find; others see little else.
    let (most, least): (Float, Int) =
      network.shape == nil ? (4, 0) : network.layers[layer].isMap ? (2, 0) : (4, 1)
    for step in 0..<Self.steps {
      let (_, gradient) = network.gradient(at: pixels.tensor, samples: units.count) {
        Self.measure($0[layer], units)
      }
      let left = 1 - Float(step) / Float(Self.steps)
      let smooth = pixels.with(gradient).smoothed(times: max(Int(most * left), least))
      pixels = pixels.stepped(along: smooth.normalised, by: 0.01 + 0.04 * left)
        .contrasted(atMost: Self.contrast)
    }
    pictures = pixels
    let after = Self.responses(pixels, units, layer, network)
    responses = zip(after, before).map { ($0, $1) }
  }

  /// Σ over pictures of the mean response of each one's unit.
  private static func measure(_ layer: Variable, _ units: [Int]) -> Variable {
    let value = layer.value
    let places = value.positions / units.count
    var mask = [Float](repeating: 0, count: value.count)
    for (sample, unit) in units.enumerated() {
      for place in sample * places..<(sample + 1) * places {
        mask[place * value.channels + unit] = 1 / Float(places)
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
    let places = value.positions / units.count
    let numbers = value.values
    return units.enumerated().map { sample, unit in
      (sample * places..<(sample + 1) * places).reduce(Float(0)) {
        $0 + numbers[$1 * value.channels + unit]
      } / Float(places)
    }
  }
}
