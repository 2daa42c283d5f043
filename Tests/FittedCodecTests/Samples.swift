import FittedCodec

/// A picture of smooth colours, edges and some noise.
func drawnPicture(_ width: Int, _ height: Int, seed: UInt64 = 1) -> FittedSamples {
  var random = FittedRandom(seed: seed)
  var samples: [UInt8] = []
  for row in 0..<height {
    for column in 0..<width {
      let edge = (column / 7 + row / 5) % 3 == 0 ? 60 : 0
      for colour in 0..<3 {
        let smooth = 90 + (row * (colour + 1) + column * 2) % 80
        samples.append(UInt8(clamping: smooth + edge + Int(random.normal() * 4)))
      }
    }
  }
  return FittedSamples(width: width, height: height, samples: samples)
}

extension FittedShape {
  /// Sizes that are quick to compute with.
  static let light = FittedShape(neighbours: 6, features: 2, hidden: 8)
}

/// Weights that make every part of the networks matter.
func randomWeights(_ layout: WeightLayout, seed: UInt64) -> [Float] {
  var random = FittedRandom(seed: seed)
  return layout.initial(seed: seed).map { $0 + random.normal() * 0.08 }
}

/// A tile that was fitted for a few steps.
func tileBytes(
  _ picture: FittedSamples, start: Int = 1, steps: Int = 6, lambda: Float = 1e-3,
  kernels: FittedKernels = .current
) throws -> [UInt8] {
  var settings = FitSettings(lambda: lambda, steps: steps)
  settings.lastSteps = 2
  return try FittedEncoder.encode(picture, start: start, settings: settings, kernels: kernels)
}

/// The kernels of this machine; those of AVX-512 are the same as those of AVX2.
let kernelsHere = ["generic", "avx2", "neon"].compactMap { FittedKernels(named: $0) }
