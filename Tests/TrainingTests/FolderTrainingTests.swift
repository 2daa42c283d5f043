import Foundation
import Learning
import LinearAlgebra
import Networks
import Tensors
import TestSupport
import Testing
import Training

/// Discs on a dark ground, or soft hills: pictures of few causes that no few components explain.
struct FolderSample {
  let shape: SampleShape
  let samples: [UInt8]
  let count: Int

  init(_ count: Int, height: Int = 16, width: Int = 16, channels: Int = 1, isSoft: Bool = false) {
    shape = SampleShape(height: height, width: width, channels: channels)
    self.count = count
    var random = SplitMix64(seed: 21)
    var samples: [UInt8] = []
    for _ in 0..<count {
      let x = Double.random(in: 0.2...0.8, using: &random) * Double(width)
      let y = Double.random(in: 0.2...0.8, using: &random) * Double(height)
      let radius = Double.random(in: 0.15...0.35, using: &random) * Double(width)
      for row in 0..<height {
        for column in 0..<width {
          let (dx, dy) = (Double(column) - x, Double(row) - y)
          let distance = (dx * dx + dy * dy).squareRoot()
          let inside = min(max((radius - distance) / (isSoft ? radius : 1) + 0.5, 0), 1)
          let light = isSoft ? 40 + 150 * inside : 255 * inside
          for channel in 0..<channels { samples.append(UInt8(light) / UInt8(channel + 1)) }
        }
      }
    }
    self.samples = samples
  }

  /// Others of the same shape.
  init(_ other: FolderSample, samples: [UInt8]) {
    (shape, count, self.samples) = (other.shape, other.count, samples)
  }

  func learned(decibels: Double, steps: Int, threads: Int = 2) async throws -> LearnedSamples {
    let plan = FolderPlan(decibels: decibels, length: .steps(steps), seed: 7)
    var training = try FolderTraining(
      samples: samples, shape: shape, count: count, plan: plan, threads: threads)
    while !training.isFinished { try await training.advance() }
    return try await training.finish()
  }

  /// The mean over all pictures.
  func decibels(of made: [UInt8]) -> Double {
    let size = shape.count
    let each = (0..<count).map { picture in
      let squares = (picture * size..<(picture + 1) * size).reduce(0.0) {
        $0 + pow(Double(samples[$1]) - Double(made[$1]), 2)
      }
      return squares == 0 ? 99 : 10 * log10(65025 * Double(size) / squares)
    }
    return each.reduce(0, +) / Double(count)
  }
}

@Suite struct FolderTrainingTests {
  @Test func `a short run meets its target with few bytes, and better than components could`()
    async throws
  {
    let sample = FolderSample(400)
    let learned = try await sample.learned(decibels: 26, steps: 600)
    let model = try SampleModel(file: learned.file)
    #expect(!model.canEncode && model.shape == sample.shape && model.isOfPictures)
    let made = model.samples(of: learned.symbols.flatMap(\.self), level: .trained(0))
    #expect(abs(sample.decibels(of: made) - learned.decibels) < 1e-4)
    #expect(learned.meetsTarget && (26...26.3).contains(learned.decibels), "\(learned.decibels)")
    // The same number of components, not even rounded.
    let source = TensorSamples(sample.samples.map { Float($0) / 255 }, shape: sample.shape)
    let components = try PrincipalComponents.find(
      in: source, samples: Array(0..<sample.count)[...], components: model.latents)
    let left = components.variances.dropFirst(model.latents).reduce(0, +) / 256
    #expect(learned.decibels > -10 * log10(left))
    // No more than codes would cost whose frequencies were known.
    #expect(learned.bits < 1.1 * Self.entropy(learned.symbols))
    #expect(learned.bits / 8 < 12 * Double(sample.count))
    // What the search counted is what decoders of the file expect, but for rounded means and
    // scales.
    #expect(abs(Self.bits(of: learned.symbols, model) / learned.bits - 1) < 0.01)
  }

  /// What codes cost under the logistic distributions of a model.
  private static func bits(of codes: [[Int16]], _ model: SampleModel) -> Double {
    var walk = model.prior(levels: codes.map { _ in QualityLevel.trained(0) })
    var bits = 0.0
    for latent in 0..<model.latents {
      let expected = walk.parameters()
      let own = codes.map { $0[latent] }
      for (object, code) in own.enumerated() {
        let sigma = exp(-3.2 + Double(expected.scales[object]) * 8.7 / 63)
        let away = Double(code) - Double(expected.means[object]) / 16
        let masses = [0.5, -0.5].map { 1 / (1 + exp(-(away + $0) / sigma)) }
        bits -= log2(masses[0] - masses[1])
      }
      walk.take(own, expected)
    }
    return bits
  }

  /// Bits of codes by the frequencies of each latent.
  private static func entropy(_ codes: [[Int16]]) -> Double {
    (0..<codes[0].count).reduce(0) { sum, latent in
      let counts = Dictionary(grouping: codes) { $0[latent] }.values.map { Double($0.count) }
      return sum + counts.reduce(0) { $0 - $1 * log2($1 / Double(codes.count)) }
    }
  }

  @Test func `pictures that could be mirrored get a decoder of two halves, and others do not`()
    async throws
  {
    let sample = FolderSample(300, isSoft: true)
    func program(_ samples: [UInt8]) async throws -> String {
      let learned = try await FolderSample(sample, samples: samples)
        .learned(decibels: 35, steps: 40)
      let file = try SafeTensors(learned.file)
      let model = try SampleModel(file: learned.file)
      // What the file makes of its codes is what was promised, mirrored or not.
      let made = model.samples(of: learned.symbols.flatMap(\.self), level: .trained(0))
      let found = FolderSample(sample, samples: samples).decibels(of: made)
      #expect(abs(found - learned.decibels) < 1e-4)
      return try #require(file.metadata["decoder"])
    }
    #expect(try await program(sample.samples).contains("unfold"))
    // Lit from the left, as much as there is light.
    let lit = sample.samples.enumerated().map { place, value in
      UInt8(Int(value) * (16 - place % 16) / 16)
    }
    #expect(try await !program(lit).contains("unfold"))
  }

  @Test func `what is learned does not depend on threads`() async throws {
    let sample = FolderSample(120, isSoft: true)
    let one = try await sample.learned(decibels: 30, steps: 30, threads: 1)
    let three = try await sample.learned(decibels: 30, steps: 30, threads: 3)
    #expect(one.file == three.file && one.symbols == three.symbols)
    #expect(one.decibels == three.decibels && one.bits == three.bits)
  }

  @Test(arguments: [(20, 12, 3), (15, 9, 1), (8, 8, 3), (48, 48, 1), (4, 4, 1)])
  func `pictures of any size are learned from`(
    height: Int, width: Int, channels: Int
  ) async throws {
    let sample = FolderSample(
      64, height: height, width: width, channels: channels, isSoft: true)
    let learned = try await sample.learned(decibels: 45, steps: 12)
    let model = try SampleModel(file: learned.file)
    let made = model.samples(of: learned.symbols.flatMap(\.self), level: .trained(0))
    #expect(abs(sample.decibels(of: made) - learned.decibels) < 1e-4)
    #expect(learned.meetsTarget == (learned.decibels >= 45))
    #expect(learned.file.count < 40_000)
  }

  @Test func `time becomes steps once`() async throws {
    let sample = FolderSample(64)
    var training = try FolderTraining(
      samples: sample.samples, shape: sample.shape, count: 64,
      plan: FolderPlan(decibels: 20, length: .time(60)))
    #expect(training.steps == nil && training.progress.decibels == nil)
    try await training.advance()
    let steps = try #require(training.steps)
    #expect(steps >= 1 && training.step == 1)
    let progress = training.progress
    #expect(progress.steps == steps && progress.bytesAPicture ?? 0 > 0)
    #expect(progress.modelBytes ?? 0 > 0)
  }

  @Test func `what cannot be learned from is refused`() {
    let plan = FolderPlan(decibels: 30, length: .steps(1))
    func refused(_ channels: Int, _ count: Int, _ samples: Int) -> FolderError? {
      let shape = SampleShape(height: 8, width: 8, channels: channels)
      do throws(FolderError) {
        _ = try FolderTraining(
          samples: Array(repeating: 0, count: samples), shape: shape, count: count, plan: plan)
        return nil
      } catch {
        return error
      }
    }
    #expect(refused(2, 20, 20 * 128) == .shape(SampleShape(height: 8, width: 8, channels: 2)))
    #expect(refused(1, 3, 192) == .tooFew(pictures: 3, least: 16))
    #expect(refused(1, 20, 1000) == .samples(found: 1000, expected: 1280))
    #expect(refused(1, 20, 1280) == nil)
    #expect(!FolderPlan(decibels: 99, length: .steps(1)).isPossible)
    #expect(!FolderPlan(decibels: 30, length: .time(0)).isPossible)
  }
}
