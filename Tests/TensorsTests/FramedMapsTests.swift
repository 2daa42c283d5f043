import Tensors
import TestSupport
import Testing

@Suite struct FramedMapsTests {
  private static let sizes = [
    (1, 1, 1, 1, 1), (2, 7, 6, 3, 5), (3, 14, 14, 12, 32), (1, 5, 64, 16, 48), (40, 9, 8, 8, 4),
  ]

  @Test(arguments: sizes)
  func `convolutions of framed maps are those of patches to the bit`(
    samples: Int, height: Int, width: Int, inputs: Int, outputs: Int
  ) {
    var random = SplitMix64(seed: 5)
    let x = random.tensor(samples * height, width, inputs)
    let weights = random.tensor(outputs, 9, inputs)
    let layer = Pointwise(matrix: weights, bias: random.tensor(1, 1, outputs))
    let patches = Patches(
      size: 3, stride: 1, padding: 1, samples: samples, height: height, width: width,
      channels: inputs)
    let expected = Kernels.$forced.withValue(kernelsHere[0]) { patches.product(x, layer) }
    for kernels in kernelsHere {
      Kernels.$forced.withValue(kernels) {
        let found = FramedMaps(x, samples: samples).product(layer)
        #expect(found.values == expected.values, "\(kernels.name)")
      }
    }
  }

  @Test(arguments: sizes)
  func `gradients of framed maps are those of patches, the same everywhere`(
    samples: Int, height: Int, width: Int, inputs: Int, outputs: Int
  ) {
    var random = SplitMix64(seed: 6)
    let x = random.tensor(samples * height, width, inputs)
    let weights = random.tensor(outputs, 9, inputs)
    let gradient = random.tensor(samples * height, width, outputs)
    let patches = Patches(
      size: 3, stride: 1, padding: 1, samples: samples, height: height, width: width,
      channels: inputs)
    let back = patches.backProduct(gradient, Pointwise(transposing: weights))
    let sums = patches.weightGradient(x, gradient, like: weights)
    func framed(_ kernels: Kernels) -> (back: [Float], sums: [Float]) {
      Kernels.$forced.withValue(kernels) {
        let maps = FramedMaps(gradient, samples: samples)
        return (
          maps.product(Pointwise(turning: weights)).values,
          FramedMaps(x, samples: samples).weightGradient(maps, like: weights).values
        )
      }
    }
    let first = framed(kernelsHere[0])
    for (a, b) in zip(first.back, back.values) { #expect(abs(a - b) < 1e-4) }
    for (a, b) in zip(first.sums, sums.values) { #expect(abs(a - b) < 1e-3) }
    for kernels in kernelsHere {
      let found = framed(kernels)
      #expect(found.back == first.back && found.sums == first.sums, "\(kernels.name)")
    }
  }
}
