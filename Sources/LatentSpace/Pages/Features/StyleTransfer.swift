import Autodiff
import Tensors
import Training

/// One picture in the style of another (Gatys, Ecker & Bethge 2015): from the content on, Adam's
/// steps down Σ over layers of how far what goes with what is from the style's, plus how far the
/// deepest layer is from the content's.
///
/// Units see few pixels, so where a network takes pictures of any size this begins with small ones:
/// what is large in the style is within their reach there.
struct StyleTransfer: Sendable {
  let picture: Pixels
  /// How far what goes with what is from the style's, as a share of how far it was in the content.
  let left: Double

  /// At each size.
  static let steps = 100
  /// Each side of a picture over that of the next.
  static let sizes = 3
  private static let contentWeight: Float = 0.1
  private static let rate: Float = 0.02

  /// - Parameters:
  ///   - content: of a size that the network takes
  ///   - style: likewise
  ///   - progress: is told of each step
  init(
    _ content: Pixels, style: Pixels, in network: FeatureNetwork, progress: () -> Void = {}
  ) {
    var picture = content
    var changed: Pixels?
    for size in (0..<Self.sizes(of: network)).reversed() {
      func scaled(_ pixels: Pixels) -> Pixels {
        guard size > 0 else { return pixels }
        return pixels.smoothed(times: 2 * size).resized(
          height: max((pixels.height >> size) / 16 * 16, 32),
          width: max((pixels.width >> size) / 16 * 16, 32))
      }
      let small = scaled(content)
      let from =
        changed.map { small + $0.resized(height: small.height, width: small.width) } ?? small
      picture = Self.descended(
        from, content: small, style: scaled(style), in: network, progress: progress)
      changed = picture - small
    }
    self.picture = picture
    let (first, last, aim) = (
      Self.grams(content, network), Self.grams(picture, network), Self.grams(style, network)
    )
    func distance(_ one: [Tensor]) -> [Double] {
      zip(one, aim).map { gram, aim in
        let difference = gram.combined(.difference, aim)
        return difference.dots(difference, samples: 1)[0]
      }
    }
    let shares = zip(distance(last), distance(first)).map { $0 / max($1, 1e-30) }
    left = shares.reduce(0, +) / Double(max(shares.count, 1))
  }

  /// How many sizes there are.
  static func sizes(of network: FeatureNetwork) -> Int { network.shape == nil ? sizes : 1 }

  private static func layers(_ network: FeatureNetwork) -> [Int] {
    network.layers.indices.dropLast().filter { network.layers[$0].isMap }
  }

  private static func grams(_ pixels: Pixels, _ network: FeatureNetwork) -> [Tensor] {
    let values = network.values(of: pixels.tensor)
    return layers(network).map { values[$0].gram }
  }

  private static func descended(
    _ start: Pixels, content: Pixels, style: Pixels, in network: FeatureNetwork,
    progress: () -> Void
  ) -> Pixels {
    let layers = layers(network)
    let deep = layers.last ?? 0
    let (aims, own) = (grams(style, network), grams(content, network))
    let target = network.values(of: content.tensor)[deep]
    // So that each layer counts alike, whatever its numbers' size.
    let scales = zip(own, aims).map { own, aim -> Float in
      let difference = own.combined(.difference, aim)
      return Float(1 / max(difference.dots(difference, samples: 1)[0], 1e-20))
        / Float(layers.count)
    }
    let kept = contentWeight / spread(target)
    var pixels = start
    let zeros = start.tensor.scaled(by: 0)
    var moments = (first: zeros, second: zeros)
    var (fading, fadingSquares) = (1.0, 1.0)
    for _ in 0..<steps {
      let (_, gradient) = network.gradient(at: pixels.tensor, samples: 1) { values in
        let away = values[deep].squaredError(target).scaled(by: kept)
        return layers.indices.reduce(away) { sum, index in
          sum + values[layers[index]].gramDistance(aims[index]).scaled(by: scales[index])
        }
      }
      (fading, fadingSquares) = (fading * 0.9, fadingSquares * 0.999)
      let adam = AdamStep(
        beta1: 0.9, beta2: 0.999, rate: rate / Float(1 - fading),
        secondScale: Float(1 / (1 - fadingSquares)), epsilon: 1e-8)
      let smooth = pixels.with(gradient).smoothed(times: 1).tensor
      let next = adam(pixels.tensor, gradient: smooth, moments: &moments)
      pixels.values = next.values.map { $0.isFinite ? min(max($0, 0), 1) : 0.5 }
      progress()
    }
    return pixels
  }

  /// Σ (F − mean)² of the content's layer, at least a little.
  private static func spread(_ layer: Tensor) -> Float {
    let mean = layer.channelSums().scaled(by: -1 / Float(layer.positions))
    let centred = layer.scaled(byChannel: nil, plus: mean)
    return Float(max(centred.dots(centred, samples: 1)[0], 1e-12))
  }
}
