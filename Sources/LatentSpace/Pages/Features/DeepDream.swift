import Autodiff
import Tensors
import Training

/// DeepDream (Mordvintsev, Olah & Tyka 2015, "Inceptionism"): gradient ascent on the mean square of
/// a layer's responses to a photo, at several scales from small to large.
enum DeepDream {
  static let steps = 14
  private static let scales = 3
  /// Step sizes at several scales and at one.
  private static let rates: (Float, Float) = (0.012, 0.03)

  /// Strengthens in a photo what a layer responds to.
  ///
  /// - Parameters:
  ///   - photo: in a size that the network takes
  ///   - layer: an index into the network's layers
  static func dream(
    _ photo: Pixels, _ layer: Int, in network: FeatureNetwork, _ start: NoiseKey
  ) -> Pixels {
    let all = network.shape == nil ? scales : 1
    var key = start
    var added: Pixels?
    var dreamt = photo
    for size in (0..<all).reversed() {
      let (height, width) = (side(photo.height, size), side(photo.width, size))
      guard height >= 32 || all == 1, width >= 32 || all == 1 else { continue }
      let small = size == 0 ? photo : photo.resized(height: height, width: width)
      dreamt = added.map { small + $0.resized(height: height, width: width) } ?? small
      for _ in 0..<steps {
        let draw = key.next()
        let jitter = network.shape == nil ? (Int(draw % 16), Int((draw >> 8) % 16)) : (0, 0)
        let moved = dreamt.rolled(down: jitter.0, right: jitter.1)
        let (_, gradient) = network.gradient(at: moved.tensor, samples: 1) {
          strength($0[layer])
        }
        let step = moved.with(gradient).smoothed(times: 1).normalised
        dreamt = moved.stepped(along: step, by: all > 1 ? rates.0 : rates.1)
          .rolled(down: -jitter.0, right: -jitter.1)
      }
      added = dreamt - small
    }
    return dreamt
  }

  /// The side of a picture at a scale, a multiple of 16.
  private static func side(_ full: Int, _ size: Int) -> Int {
    guard size > 0 else { return full }
    let scale = (0..<size).reduce(1.0) { scale, _ in scale * 1.4 }
    return max(Int(Double(full) / scale) / 16 * 16, 16)
  }

  /// The mean square of a layer's responses, minus each unit's mean if the layer is a map.
  private static func strength(_ layer: Variable) -> Variable {
    let value = layer.value
    let mean =
      value.positions > 1
      ? value.channelSums().scaled(by: -1 / Float(value.positions)) : nil
    let centred =
      mean.map {
        layer.biased(byChannel: layer.constant($0))
      } ?? layer
    return (centred * centred).sampleSums.scaled(by: 1 / Float(value.count))
  }
}
