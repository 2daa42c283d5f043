import Autodiff
import Tensors
import TestSupport
import Testing
import Training

@Suite struct FeatureNetworkTests {
  let reference: ReferencePhoto
  let model: TrainablePhotoModel

  init() throws {
    reference = try ReferencePhoto()
    model = TrainablePhotoModel(reference.weights)
  }

  @Test func `the last layer of the photo codec is its codes, less the gains`() throws {
    let network = FeatureNetwork(model)
    #expect(network.layers.map(\.name).first == "stem" && network.layers.last?.name == "code")
    let pixels = reference.pixels.map { Float($0) / 255 }
    let size = ReferencePhoto.size
    let found = network.values(
      of: Tensor(rows: size.height, columns: size.width, channels: 3, values: pixels))
    #expect(found.count == network.layers.count)
    let pass = model(Tape(model.parameters), reference.whole, noisy: false)
    let gains = try #require(reference.weights.values["gain.encode"])
    let code = try #require(found.last)
    let all = zip(code.values, pass.latents.value.values).enumerated()
    for (place, (value, coded)) in all where place % 97 == 0 {
      let gained = value * gains[place % code.channels]
      #expect(abs(gained - coded) < 1e-3 * max(1, abs(coded)))
    }
  }

  @Test func `gradients at the pictures are what differences say`() {
    let network = FeatureNetwork(model)
    var random = SplitMix64(seed: 3)
    let picture = random.tensor(32, 32, 3, in: 0.2...0.8)
    func measure(_ layers: [Variable]) -> Variable {
      layers.map { ($0 * $0).sampleSums }.reduce(nil as Variable?) { sum, next in
        sum.map { $0 + next } ?? next
      }!
    }
    let (_, gradient) = network.gradient(at: picture, samples: 1, of: measure)
    let step: Float = 0.01
    for place in stride(from: 5, to: picture.count, by: 311) {
      func number(_ by: Float) -> Double {
        let moved = picture.replacing(place, by: picture.values[place] + by)
        return Double(network.gradient(at: moved, samples: 1, of: measure).number)
      }
      let slope = (number(step) - number(-step)) / Double(2 * step)
      #expect(abs(Double(gradient.values[place]) - slope) < 0.05 * max(1, abs(slope)))
    }
  }

  @Test func `what is expected of a code is decoded to even grey`() {
    let (means, deviations) = model.expectedValues(level: 7)
    #expect(means.count == 320 && deviations.allSatisfy { $0 > 0 && $0.isFinite })
    let values = Tensor(
      rows: 4, columns: 4, channels: 320, values: (0..<16).flatMap { _ in means })
    let picture = model.pictures(decoding: values, samples: 1, level: 7).values
    #expect(picture.count == 64 * 64 * 3)
    #expect(picture.allSatisfy { (0.2...0.8).contains($0) })
  }
}
