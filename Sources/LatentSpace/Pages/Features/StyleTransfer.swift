import Autodiff
import Tensors
import Training

/// Style transfer (Gatys, Ecker & Bethge 2015, "A neural algorithm of artistic style"): from the
/// content on, Adam minimises the squared distance of the layers' Gram matrices from the style's,
/// plus that of the deepest layer from the content's.
///
/// Units have small receptive fields, so networks that take pictures of any size start with small
/// pictures, in which large structures of the style fit into them.
struct StyleTransfer: Sendable {
  let picture: Pixels
  /// The remaining distance of the Gram matrices from the style's, relative to that of the content,
  /// averaged over layers.
  let remaining: Double

  /// Steps at each scale.
  static let steps = 100
  /// Scales, each half as large as the next.
  static let scales = 3
  private static let contentWeight: Float = 0.1
  private static let rate: Float = 0.02

  /// Renders the content in the style.
  ///
  /// - Parameters:
  ///   - content: in a size that the network takes
  ///   - style: in a size that the network takes
  ///   - progress: called after each step
  static func render(
    _ content: Pixels, style: Pixels, in network: FeatureNetwork, progress: () -> Void = {}
  ) -> StyleTransfer {
    var picture = content
    var changed: Pixels?
    for size in (0..<scales(of: network)).reversed() {
      func scaled(_ pixels: Pixels) -> Pixels {
        guard size > 0 else { return pixels }
        return pixels.smoothed(times: 2 * size).resized(
          height: max((pixels.height >> size) / 16 * 16, 32),
          width: max((pixels.width >> size) / 16 * 16, 32))
      }
      let small = scaled(content)
      let from =
        changed.map { small + $0.resized(height: small.height, width: small.width) } ?? small
      picture = minimise(
        from, content: small, style: scaled(style), in: network, progress: progress)
      changed = picture - small
    }
    let (first, last, aim) = (
      grams(content, network), grams(picture, network), grams(style, network)
    )
    func distance(_ one: [Tensor]) -> [Double] {
      zip(one, aim).map { gram, aim in
        let difference = gram.combined(.difference, aim)
        return difference.dots(difference, samples: 1)[0]
      }
    }
    let shares = zip(distance(last), distance(first)).map { $0 / max($1, 1e-30) }
    return StyleTransfer(
      picture: picture, remaining: shares.reduce(0, +) / Double(max(shares.count, 1)))
  }

  /// The number of scales for a network.
  static func scales(of network: FeatureNetwork) -> Int { network.shape == nil ? scales : 1 }

  private static func layers(_ network: FeatureNetwork) -> [Int] {
    network.layers.indices.dropLast().filter { network.layers[$0].isMap }
  }

  private static func grams(_ pixels: Pixels, _ network: FeatureNetwork) -> [Tensor] {
    let values = network.values(of: pixels.tensor)
    return layers(network).map { values[$0].gram }
  }

  private static func minimise(
    _ start: Pixels, content: Pixels, style: Pixels, in network: FeatureNetwork,
    progress: () -> Void
  ) -> Pixels {
    let layers = layers(network)
    let deep = layers.last ?? 0
    let (aims, own) = (grams(style, network), grams(content, network))
    let target = network.values(of: content.tensor)[deep]
    // Each layer has the same weight, whatever the magnitude of its responses.
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

  /// Σ (F − mean)² of a layer, at least 1e-12.
  private static func spread(_ layer: Tensor) -> Float {
    let mean = layer.channelSums().scaled(by: -1 / Float(layer.positions))
    let centred = layer.scaled(byChannel: nil, plus: mean)
    return Float(max(centred.dots(centred, samples: 1)[0], 1e-12))
  }
}
