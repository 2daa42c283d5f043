import Foundation
import Tensors
import TestSupport
import Testing

/// The kernels of blocks against plain arithmetic.
@Suite struct PixelBlocksTests {
  @Test(arguments: [(1, false), (3, false), (3, true)])
  func `every kernel transforms as the definition says`(planes: Int, isLuma: Bool) {
    var random = SplitMix64(seed: 11)
    for kernels in Kernels.names.compactMap({ try? Kernels(named: $0) }) {
      Kernels.$forced.withValue(kernels) {
        let blocks = PixelBlocks(planes: planes, isLuma: isLuma)
        for _ in 0..<40 {
          let (pixels, prediction) = (drawn(&random), drawn(&random))
          let coefficients = blocks.coefficients(of: prediction, to: pixels)
          let expected = naive(pixels, prediction, planes, isLuma)
          for index in 0..<64 * planes {
            // Cosines are rounded to 1/2048, and the largest coefficients are some 10,000 here.
            #expect(abs(Double(coefficients[index]) - expected[index]) <= 6, "\(kernels.name)")
          }
          let back = blocks.corrected(prediction, by: coefficients)
          for index in 0..<64 * planes {
            #expect(abs(Int(back[index]) - Int(pixels[index])) <= 1, "\(kernels.name)")
          }
          var error = 0
          for index in 0..<64 * planes {
            let difference = Int(pixels[index]) - Int(prediction[index])
            error += difference * difference
          }
          #expect(blocks.error(of: pixels, prediction) == error)
        }
      }
    }
  }

  private func drawn(_ random: inout SplitMix64) -> PixelBlocks.Samples {
    var samples = PixelBlocks.Samples(repeating: 0)
    for index in 0..<192 { samples[index] = UInt8(truncatingIfNeeded: random.next()) }
    return samples
  }

  /// The orthonormal cosine transform of what the prediction lacks, in 1/16.
  private func naive(
    _ pixels: PixelBlocks.Samples, _ prediction: PixelBlocks.Samples, _ planes: Int, _ isLuma: Bool
  ) -> [Double] {
    func lacking(_ plane: Int, _ place: Int) -> Double {
      func sample(_ plane: Int) -> Double {
        Double(pixels[64 * plane + place]) - Double(prediction[64 * plane + place])
      }
      guard isLuma else { return sample(plane) }
      let (red, green, blue) = (sample(0), sample(1), sample(2))
      return [red + 2 * green + blue, 2 * (red - blue), 2 * green - red - blue][plane] / 4
    }
    func basis(_ frequency: Int, _ place: Int) -> Double {
      cos((2 * Double(place) + 1) * Double(frequency) * .pi / 16) / 2
        * (frequency == 0 ? 0.5.squareRoot() : 1)
    }
    var coefficients: [Double] = []
    for plane in 0..<planes {
      let samples = (0..<64).map { lacking(plane, $0) }
      for v in 0..<8 {
        for u in 0..<8 {
          var sum = 0.0
          for place in 0..<64 { sum += samples[place] * basis(u, place % 8) * basis(v, place / 8) }
          coefficients.append(16 * sum)
        }
      }
    }
    return coefficients
  }
}
