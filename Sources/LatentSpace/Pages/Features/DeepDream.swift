import Autodiff
import Tensors
import Training

/// A photo in which what a layer responds to is made stronger (Mordvintsev, Olah & Tyka 2015,
/// "Inceptionism"): uphill in the mean square of the layer, at several sizes from small to large.
enum DeepDream {
  static let steps = 14
  private static let sizes = 3
  /// Of a step, at several sizes and at one.
  private static let rates: (Float, Float) = (0.012, 0.03)

  /// - Parameters:
  ///   - photo: of a size that the network takes
  ///   - layer: of the network
  static func dream(
    _ photo: Pixels, _ layer: Int, in network: FeatureNetwork, _ start: NoiseKey
  ) -> Pixels {
    let all = network.shape == nil ? sizes : 1
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

  /// A side of a smaller picture: a multiple of 16.
  private static func side(_ full: Int, _ size: Int) -> Int {
    guard size > 0 else { return full }
    let scale = (0..<size).reduce(1.0) { scale, _ in scale * 1.4 }
    return max(Int(Double(full) / scale) / 16 * 16, 16)
  }

  /// The mean square of a layer's responses, each unit's mean taken off where there are places to
  /// differ in.
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
