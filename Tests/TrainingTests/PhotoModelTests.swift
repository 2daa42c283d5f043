import Autodiff
import Foundation
import Networks
import PictureCodec
import Tensors
import Testing
import Training

/// The built-in model, and the reference's picture drawn by formula.
struct ReferencePhoto {
  let weights: PhotoWeights
  let golden: SafeTensors
  let pixels: [UInt8]
  static let size = PhotoSize(width: 256, height: 192)

  init() throws {
    weights = try PhotoWeights(file: BuiltInModel.all[0].file)
    let vectors = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Formats/vectors/models/photo-1-golden.safetensors")
    golden = try SafeTensors(Array(Data(contentsOf: vectors)))
    pixels = try golden.floats("input").map { UInt8($0) }
  }

  var whole: PhotoCrops {
    PhotoCrops(pixels: [pixels], height: Self.size.height, width: Self.size.width, levels: [0])
  }

  /// 128×128 pixels.
  func crop(top: Int, left: Int) -> [UInt8] {
    (top..<top + 128).flatMap { row -> ArraySlice<UInt8> in
      let first = (row * Self.size.width + left) * 3
      return pixels[first..<first + 3 * 128]
    }
  }

  /// Two pieces at two levels.
  var pieces: PhotoCrops {
    PhotoCrops(
      pixels: [crop(top: 0, left: 0), crop(top: 64, left: 128)], height: 128, width: 128,
      levels: [2, 6])
  }
}

@Suite struct PhotoModelTests {
  let reference: ReferencePhoto
  let model: TrainablePhotoModel

  init() throws {
    reference = try ReferencePhoto()
    model = TrainablePhotoModel(reference.weights)
  }

  @Test func `a model that is read and written has the same numbers`() throws {
    let written = model.weights(of: model.parameters, metadata: ["note": "\"quoted\" ö"])
    #expect(written.values == reference.weights.values)
    let file = try SafeTensors(written.file())
    let original = try SafeTensors(BuiltInModel.all[0].file)
    for tensor in model.configuration.tensors {
      #expect(try file.floats(tensor.name) == original.floats(tensor.name))
      #expect(file.shape(of: tensor.name) == tensor.shape)
    }
    #expect(file.metadata == original.metadata.merging(["note": "\"quoted\" ö"]) { $1 })
    #expect(try written.file().count < BuiltInModel.all[0].file.count + 4096)
  }

  @Test func `parameters that moved are in the file, and gains stay positive`() throws {
    var parameters = model.parameters
    for parameter in parameters.all {
      parameters.set(parameter, to: parameters.value(parameter).scaled(by: 1, plus: -0.25))
    }
    let written = try PhotoWeights(file: model.weights(of: parameters).file(as: .single))
    for (name, before) in reference.weights.values {
      let after = try #require(written.values[name])
      let relative = ["gain.encode", "gain.decode", "hyper_prior.scale"].contains(name)
      for (a, b) in zip(after, before) {
        #expect(relative ? abs(a / b - exp(-0.25)) < 1e-6 : a == b - 0.25)
      }
    }
  }

  @Test func `a step costs three times what coding and decoding does, less the picture's part`()
    throws
  {
    let forward = try PhotoModel(file: BuiltInModel.all[0].file).cost.checkedEncode
    let intoPicture = Double(768 * 320) / 256 + Double(192 * 128) / 64
    #expect(abs(model.stepCost - (3 * forward - intoPicture)) < 1e-6)
  }

  @Test(arguments: [(0, "level0.0."), (7, "level7.0.")])
  func `codes, rate and distortion are those of the archiver's network`(
    level: Int, name: String
  ) throws {
    let crops = reference.whole.at(level: level)
    let pass = model(Tape(model.parameters, recording: false), crops, noisy: false)
    let network = try PhotoModel(file: model.weights(of: model.parameters).file())
    let codes = network.quantisedLatents(
      of: reference.pixels, size: ReferencePhoto.size, level: .trained(level))
    #expect(pass.latents.rounded.value.rounded() == pass.latents.value.rounded())
    let different = zip(pass.latents.value.rounded().symbols, codes.latents.symbols)
      .count { $0 != $1 }
    // Sums in another order, where rounding was a toss-up.
    #expect(different <= 3, "\(different) codes differ")
    #expect(pass.hyperLatents.value.rounded() == codes.hyperLatents)

    let bits = try reference.golden.floats(name + "bits")
    let found = [pass.bits.value.values[0], pass.hyperBits.value.values[0]]
    // The archiver rounds means and scales, which costs a little.
    #expect(abs(found[0] / bits[0] - 1) < 0.005 && abs(found[1] / bits[1] - 1) < 0.001)
    let output = try reference.golden.floats(name + "output")
    let area = ReferencePhoto.size.width * ReferencePhoto.size.height
    let error = (0..<area * 3).reduce(0.0) { sum, index in
      let x = Double(reference.pixels[index]) / 255
      let difference = Double(output[index % 3 * area + index / 3]) - x
      return sum + difference * difference
    }
    #expect(abs(Double(pass.squaredError.value.values[0]) / error - 1) < 0.005)
  }

  @Test func `loss, rate, distortion and gradients are those of the reference`() throws {
    let objective = PhotoObjective(model, lambdas: PhotoObjective.referenceLambdas)
    let tape = Tape(model.parameters)
    let loss = objective(tape, reference.pieces, noisy: false)
    #expect(abs(loss.number / 2.32473306 - 1) < 1e-4)
    let reports = tape.reports
    #expect(abs((reports["bits per pixel"] ?? 0) / 1.08157645 - 1) < 1e-4)
    #expect(abs((reports["hyper bits per pixel"] ?? 0) / 0.01923272 - 1) < 1e-4)
    #expect(abs((reports["squared error"] ?? 0) / 34.8780726 - 1) < 1e-4)
    let gradients = model.inFileOrder(tape.backward(from: loss))
    for (name, expected) in Self.gradients {
      let gradient = try #require(gradients[name])
      let found = Sums(gradient, of: try #require(reference.weights.values[name]))
      #expect(found.isClose(to: expected), "\(name): \(found), not \(expected)")
    }
  }

  /// What is compared of a gradient: Σ|g|, Σ g·value, the number a third of the way, the last.
  struct Sums {
    let size, product, third, last: Double

    init(_ size: Double, _ product: Double, _ third: Double, _ last: Double) {
      (self.size, self.product, self.third, self.last) = (size, product, third, last)
    }

    init(_ gradient: [Float], of values: [Float]) {
      size = gradient.reduce(0) { $0 + Double(abs($1)) }
      product = zip(gradient, values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      third = Double(gradient[gradient.count / 3])
      last = Double(gradient[gradient.count - 1])
    }

    func isClose(to other: Sums) -> Bool {
      abs(size - other.size) < 1e-3 * other.size
        && abs(product - other.product) < 1e-3 * max(other.size * 0.05, abs(other.product))
        && abs(third - other.third) < 1e-3 * max(abs(other.third), other.size * 1e-3)
        && abs(last - other.last) < 1e-3 * max(abs(other.last), other.size * 1e-3)
    }
  }

  /// Computed once with PyTorch 2.15 in double precision.
  static let gradients: [(String, Sums)] = [
    ("analysis.linear.weight", Sums(189.4968, -0.2216129, 0.0005166358, 8.015201e-05)),
    ("analysis.stem.weight", Sums(69.3528, 0.005182948, -0.0008278309, -0.0005556441)),
    ("analysis.blocks.2.depthwise.weight", Sums(1.633018, -0.03608353, 0.0002342766, 0.0007873297)),
    ("analysis.head.weight", Sums(111.8576, -0.02030417, -0.001120782, 0.0003957616)),
    ("gain.encode", Sums(1.415943, -0.548784, 0.0002328313, 0)),
    ("hyper_analysis.down1.weight", Sums(81.13517, 0.04736105, 0.0003133448, 0.0001381684)),
    ("hyper_analysis.down2.bias", Sums(0.1239073, -3.549668e-05, 0.0005879928, 0.000328491)),
    ("hyper_prior.mean", Sums(0.003581171, 1.768271e-05, -9.646546e-12, -5.138242e-11)),
    ("hyper_prior.scale", Sums(0.007535305, -0.003979846, 1.456886e-11, 2.734613e-11)),
    ("hyper_synthesis.up1.weight", Sums(14.31572, 0.01945703, 0, 0)),
    (
      "hyper_synthesis.block1.narrow.weight",
      Sums(11.08267, -0.002478913, -8.306551e-05, -2.028158e-05)
    ),
    ("hyper_synthesis.quality.weight", Sums(0.3939062, 0.008896253, -0.0003210704, 0)),
    ("context.step", Sums(0.3041074, -0.00639165, 6.133773e-05, 0.0002415232)),
    ("context.depthwise.weight", Sums(1.69489, 0.004545493, 0.0001407085, -0.0001525528)),
    ("context.project.weight", Sums(12.02799, 0.004545493, -0.001575755, -3.575913e-06)),
    ("context.mlp1.bias", Sums(0.1166172, -0.004774142, -0.0003601218, -0.0005435192)),
    ("context.head.weight", Sums(32.01743, -0.0009820351, -0.0004805479, -5.105853e-06)),
    ("context.head.bias", Sums(0.3704549, -0.001471393, 0.0005630674, 0.0003059978)),
    ("gain.decode", Sums(1.26245, 0.003252345, 0.0001559724, 0)),
    ("synthesis.linear.weight", Sums(627.4453, -0.3538156, -0.3040851, -0.0008485816)),
    ("synthesis.stem.weight", Sums(50.06927, 0.1551834, -4.667298e-05, 0.0002190838)),
    ("synthesis.hyper.bias", Sums(1.582825, 0.003777372, -0.00199955, 0.00204247)),
    ("synthesis.blocks.0.in.weight", Sums(29.82287, 0.135685, 0.001858538, -0.0005980611)),
    ("synthesis.head.weight", Sums(312.3179, 0.1787532, -0.004992989, 0.003243806)),
  ]
}
