import CFitted

/// Latents that are being fitted to a picture, and the gradients of the loss
///
/// L = mean over pixels of (mean over colours of (x̂ − x)² + λ · bits), samples being 0…1.
package final class Fitter {
  let net: FittedNetwork
  var layout: WeightLayout { net.layout }
  /// Latents before rounding.
  package let values: [PlaneStack]
  let slopes: [PlaneStack]
  let gradients: [PlaneStack]
  let means: [PlaneStack]
  let squares: [PlaneStack]
  /// Gradients of upsampled latents; those at full resolution take the place of the latents.
  let upsampledGradients: [PlaneStack]
  let features: [PlaneStack]
  let featureGradients: [PlaneStack]
  /// The samples of the picture.
  let target: [UInt8]
  let sums: GradientSums
  private var steps = 0
  /// Pixels of the picture.
  package let pixels: Float
  /// One of so many tiles gives gradients of the context network's weights, for each grid.
  package var every = [4, 2]

  /// - Parameter samples: interleaved RGB
  package init(
    _ shape: FittedShape, width: Int, height: Int, samples: [UInt8],
    kernels: FittedKernels = .current
  ) {
    net = FittedNetwork(shape, width: width, height: height, kernels: kernels)
    func like(_ stacks: [PlaneStack]) -> [PlaneStack] {
      stacks.map { PlaneStack(rows: $0.rows, columns: $0.columns, planes: $0.planes) }
    }
    values = like(net.latents)
    slopes = like(net.latents)
    gradients = like(net.latents)
    means = like(net.latents)
    squares = like(net.latents)
    upsampledGradients = [net.upsampled[0]] + like(Array(net.upsampled.dropFirst()))
    let seen = net.latents.dropFirst().prefix(net.layout.features.count)
    features = seen.map { PlaneStack(rows: $0.rows, columns: $0.columns, planes: shape.features) }
    featureGradients = like(features)
    target = samples
    sums = GradientSums(net.layout)
    pixels = Float(width * height)
  }

  /// Rounds latents to whole numbers, within the bounds of the format.
  package func roundHard() {
    for (value, latent) in zip(values, net.latents) {
      for row in 0..<value.rows {
        for column in 0..<value.columns {
          let rounded = value[0, row, column].rounded(.toNearestOrEven)
          latent[0, row, column] = kept(rounded, within: LatentCoding.bound)
        }
      }
    }
  }

  package func roundSoftly(temperature: Float, noise: Float, seed: UInt32) {
    for index in values.indices {
      var job = unsafe aez_fitted_rounding()
      unsafe job.values = UnsafePointer(values[index].origin())
      unsafe job.out = net.latents[index].plane()
      unsafe job.slopes = slopes[index].plane()
      unsafe (job.temperature, job.noise) = (temperature, noise)
      unsafe job.seed = seed &* 0x9E37_79B9 &+ UInt32(index) &* 0x85EB_CA6B
      unsafe net.kernels.table.pointee.round_softly(&job)
    }
  }

  /// The loss of the latents as they are rounded now, and its gradients if they are wanted.
  ///
  /// - Parameter gradient: receives the gradients of the weights
  package func loss(
    _ weights: [Float], lambda: Float, step: Int, gradient: inout [Float], back: Bool
  ) -> FittedLoss {
    let effective = layout.effective(weights)
    if back {
      for stack in gradients + featureGradients + Array(upsampledGradients.dropFirst()) {
        stack.clear()
      }
      sums.clear()
      for index in gradient.indices { gradient[index] = 0 }
    }
    let bits = rates(effective, lambda: lambda, step: step, back: back, gradient: &gradient)
    net.upsample(weights)
    let error = synthesise(effective, step: step, back: back, gradient: &gradient)
    if back {
      upsampleBack(weights, gradient: &gradient)
      for index in gradient.indices { gradient[index] /= pixels }
    }
    return FittedLoss(
      error: Double(error) / Double(pixels) / 3, bitsPerPixel: bits / Double(pixels))
  }

  /// Bits of a pixel that the latents take, as they are rounded now.
  package func rate(_ weights: [Float]) -> Double {
    var unused: [Float] = []
    return rates(
      layout.effective(weights), lambda: 0, step: 0, back: false, gradient: &unused)
      / Double(pixels)
  }

  /// The mean squared error of the picture of the latents as they are rounded now.
  package func error(_ weights: [Float]) -> Double {
    var unused: [Float] = []
    net.upsample(weights)
    return synthesise(layout.effective(weights), step: 0, back: false, gradient: &unused)
      / Double(pixels) / 3
  }

  /// An Adam step of the latents; see ``LatentOptimiser``.
  package func stepLatents(_ optimiser: LatentOptimiser, rate: Float) {
    steps += 1
    let (beta1, beta2) = optimiser.betas
    let corrected = rate * (1 - power(beta2, steps)).squareRoot() / (1 - power(beta1, steps))
    for index in values.indices {
      var job = unsafe aez_fitted_adam()
      unsafe job.values = values[index].origin()
      unsafe job.means = means[index].origin()
      unsafe job.squares = squares[index].origin()
      unsafe job.gradients = gradients[index].plane()
      unsafe job.slopes = slopes[index].plane()
      unsafe (job.rate, job.beta1, job.beta2) = (corrected, beta1, beta2)
      unsafe (job.epsilon, job.scale) = (optimiser.epsilon, 1)
      unsafe net.kernels.table.pointee.adam(&job)
    }
  }
}

/// A number within ±bound; 0 for what is not a number, as where fitting has diverged.
func kept(_ x: Float, within bound: Float) -> Float {
  x.isNaN ? 0 : min(max(x, -bound), bound)
}

func power(_ base: Float, _ exponent: Int) -> Float {
  var result: Float = 1
  for _ in 0..<exponent {
    result *= base
    if result < 1e-12 { return 0 }
  }
  return result
}

package struct FittedLoss: Sendable {
  /// Mean squared error of samples 0…1.
  package let error: Double
  package let bitsPerPixel: Double
  package func total(lambda: Float) -> Double { error + Double(lambda) * bitsPerPixel }
}

/// How latents are optimised.
package struct LatentOptimiser: Sendable {
  package var betas: (Float, Float) = (0.8, 0.9)
  /// In the loss of one pixel.
  package var epsilon: Float = 2.5e-4
  package init() {}
}
