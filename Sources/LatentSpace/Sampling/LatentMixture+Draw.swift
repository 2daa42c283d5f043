import Autodiff
import Networks
import Tensors

extension LatentMixture {
  /// A code drawn from it: a component as likely as it is, then its mean and L times standard
  /// normal numbers.
  func code(_ key: NoiseKey) -> [Float] {
    var key = key
    let component = component(key.share())
    let normal = Tensor.normal(rows: 1, columns: 1, channels: latents, key: key.next()).values
    return (0..<latents).map { latent in
      let row = (component * latents + latent) * latents
      var number = means[component * latents + latent]
      for other in 0...latent { number.addProduct(factors[row + other], normal[other]) }
      return number
    }
  }

  /// - Parameter share: of all weights, that of the components before it
  private func component(_ share: Double) -> Int {
    var left = weights.reduce(0.0) { $0 + Double($1) } * share
    let found = weights.firstIndex { weight in
      left -= Double(weight)
      return left < 0
    }
    return found ?? weights.lastIndex { $0 > 0 } ?? 0
  }
}
