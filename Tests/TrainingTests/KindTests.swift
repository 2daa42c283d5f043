import Autodiff
import LinearAlgebra
import Networks
import Tensors
import TestSupport
import Testing
import Training

@Suite struct KindTests {
  /// 8×8 pictures of soft blobs at several places, between 0 and 1.
  static let blobs: TensorSamples = {
    var random = SplitMix64(seed: 4)
    var values: [Float] = []
    for _ in 0..<256 {
      let cx = Float.random(in: 1...6, using: &random)
      let cy = Float.random(in: 1...6, using: &random)
      for place in 0..<64 {
        let (dx, dy) = (Float(place % 8) - cx, Float(place / 8) - cy)
        values.append(1 / (1 + 0.5 * (dx * dx + dy * dy)))
      }
    }
    return TensorSamples(values, shape: SampleShape(height: 8, width: 8, channels: 1))
  }()

  static let data = TrainingData(
    blobs, trained: Array(0..<224), heldOut: Array(224..<256))

  static func trained(
    _ settings: AutoencoderSettings, steps: Int = 300, data: TrainingData = data
  ) async throws -> SampleRun {
    var plan = TrainingPlan(settings.kind, length: .steps(steps), seed: 1)
    plan.rate = settings.kind == .sparse ? 0.03 : 3e-3
    var run = TrainingRun(
      try Autoencoder(settings, seed: 1), plan: plan, data: data, threads: 2)
    while !run.isFinished { try await run.advance() }
    return run
  }

  @Test(arguments: AutoencoderKind.allCases.filter { $0 != .pca })
  func `every kind learns blobs it has not seen`(kind: AutoencoderKind) async throws {
    var settings = AutoencoderSettings(kind, shape: Self.blobs.shape, latents: 8)
    settings.corruption.noise = 0.1
    settings.sparsity.weight = 0.1
    settings.latentWeight = kind == .variational ? 0.05 : 0.1
    let run = try await Self.trained(settings)
    let curve = run.curve
    #expect(curve.first?.step == 0 && curve.last?.step == 300)
    let (first, last) = (try #require(curve.first), try #require(curve.last))
    #expect(last.squaredError < 0.3 * first.squaredError, "\(first) → \(last)")
  }

  @Test(arguments: AutoencoderLoss.allCases)
  func `every loss brings codes and objects together`(loss: AutoencoderLoss) async throws {
    var settings = AutoencoderSettings(.deep, shape: Self.blobs.shape, latents: 8)
    settings.loss = loss
    let curve = try await Self.trained(settings).curve
    let (first, last) = (try #require(curve.first), try #require(curve.last))
    #expect(last.loss < first.loss)
    // The angle says nothing of the length.
    if loss != .cosine { #expect(last.squaredError < 0.3 * first.squaredError) }
  }

  @Test(arguments: SparsityPenalty.Form.allCases)
  func `penalties make codes smaller`(form: SparsityPenalty.Form) async throws {
    var settings = AutoencoderSettings(.sparse, shape: Self.blobs.shape, latents: 16)
    var activity: [Double] = []
    for weight in [Float(0), 0.5] {
      settings.sparsity = SparsityPenalty(form: form, target: 0.1, weight: weight)
      let run = try await Self.trained(settings)
      let codes = await Evaluation(run.network, run.parameters).latents(
        Self.blobs, Array(0..<256)[...])
      activity.append(codes.reduce(0) { $0 + $1.mean } / 16)
    }
    if form == .kl {
      #expect(abs(activity[1] - 0.1) < 0.05, "\(activity)")
    } else {
      #expect(activity[1] < 0.7 * activity[0], "\(activity)")
    }
  }

  @Test func `an adversary draws codes towards normal numbers`() async throws {
    var settings = AutoencoderSettings(.adversarial, shape: Self.blobs.shape, latents: 2)
    settings.latentWeight = 0.5
    let run = try await Self.trained(settings, steps: 2500)
    let codes = await Evaluation(run.network, run.parameters).latents(
      Self.blobs, Array(0..<256)[...])
    for code in codes {
      #expect(abs(code.mean) < 0.5 && (0.5...1.6).contains(code.deviation), "\(codes)")
    }
  }

  @Test func `settings that make no network are refused with a way out`() {
    var conv = AutoencoderSettings(.conv, shape: SampleShape(height: 9, width: 8, channels: 1))
    #expect(throws: SettingsError.self) { try Autoencoder(conv) }
    conv.shape = .vector(64)
    #expect(throws: SettingsError.self) { try Autoencoder(conv) }
    var vanilla = AutoencoderSettings(.vanilla, shape: .vector(4))
    (vanilla.output, vanilla.loss) = (.identity, .crossEntropy)
    #expect(throws: SettingsError.crossEntropyNeedsSigmoid) { try Autoencoder(vanilla) }
    vanilla.latents = 0
    #expect(throws: SettingsError.self) { try Autoencoder(vanilla) }
    var sparse = AutoencoderSettings(.sparse, shape: .vector(4))
    sparse.codeActivation = .leaky
    #expect(throws: SettingsError.sparsityNeedsSigmoid) { try Autoencoder(sparse) }
  }

  @Test func `sizes suit the shape`() {
    let digit = SampleShape(axes: [28, 28])
    #expect(digit == SampleShape(height: 28, width: 28, channels: 1))
    #expect(AutoencoderSettings(.vanilla, shape: digit).latents == 64)
    #expect(AutoencoderSettings(.deep, shape: digit).hidden == [512, 256])
    #expect(AutoencoderSettings(.conv, shape: digit).hidden == [32, 64])
    #expect(AutoencoderSettings(.deep, shape: .vector(2)).latents == 1)
    #expect(SampleShape(axes: [5]) == .vector(5) && SampleShape(axes: []) == .vector(1))
    #expect(SampleShape(axes: [32, 32, 3]).channels == 3)
    #expect(SampleShape(axes: [2, 3, 7]) == .vector(42))
  }

  @Test func `of what fills in only what is hidden counts`() throws {
    let shape = SampleShape(height: 4, width: 4, channels: 1)
    for loss in [AutoencoderLoss.squared, .crossEntropy, .cosine] {
      var settings = AutoencoderSettings(.denoising, shape: shape, latents: 2)
      settings.corruption = Corruption(noise: 0, hidden: 0.25)
      settings.loss = loss
      let network = try Autoencoder(settings, seed: 4)
      let tape = Tape(network.parameters, noise: NoiseKey(seed: 1))
      let object = Tensor(
        rows: 4, columns: 4, channels: 1, values: (0..<16).map { Float($0) / 16 })
      let (given, places) = network.corrupted(tape.constant(object, samples: 1))
      let hidden = try #require(places).values
      #expect(hidden.reduce(0, +) == 4 && hidden.allSatisfy { $0 == 0 || $0 == 1 })
      let marked = given.value.values.map { $0 == HiddenRectangle.mark }
      #expect(marked == hidden.map { $0 == 1 })
      func distance(_ moved: Int?) -> Float {
        var values = object.values
        if let moved { values[moved] = 1 - values[moved] }
        let target = Tensor(rows: 4, columns: 4, channels: 1, values: values)
        return network.distance(of: network.encode(given), from: target, at: places).value.values[0]
      }
      for place in 0..<16 { #expect((distance(place) != distance(nil)) == (hidden[place] == 1)) }
    }
  }

  @Test func `pictures are moved and mirrored, none the same way`() {
    let picture = Tensor(
      rows: 4, columns: 2, channels: 1, values: [1, 2, 3, 4, 1, 2, 3, 4])
    var found = Set<[Float]>()
    for seed in 0..<300 {
      let moved = Augmentation(mirrors: true, shift: 1)(
        picture, samples: 2, key: NoiseKey(seed: UInt64(seed)))
      found.insert(Array(moved.values[..<4]))
    }
    #expect(found.contains([1, 2, 3, 4]) && found.contains([2, 1, 4, 3]))
    #expect(found.contains([0, 0, 1, 2]) && found.contains([3, 4, 0, 0]))
    #expect(found.contains([0, 1, 0, 3]) && found.contains([0, 0, 0, 1]))
    #expect(found.count == 18)
  }

  @Test func `every other picture is turned, slanted and stretched about its middle`() {
    // A bright middle line, upright, in front of a dark ground.
    let size = 9
    let picture = Tensor(
      rows: size, columns: size, channels: 1,
      values: (0..<size * size).map { $0 % size == 4 ? 1 : 0 })
    func drawn(_ warp: Warp) -> [[Float]] {
      (0..<200).map {
        let augmentation = Augmentation(warp: warp)
        return augmentation(picture, samples: 1, key: NoiseKey(seed: UInt64($0))).values
      }
    }
    let turned = drawn(Warp(rotation: 20))
    let same = turned.count { $0 == picture.values }
    #expect((70...130).contains(same))
    for values in turned {
      #expect(values.allSatisfy { (0...1).contains($0) })
      #expect(values[4 * size + 4] > 0.999, "the middle stays")
    }
    // Where the line's upper end is: at most 4 · tan 20° from where it was, to both sides.
    let ends = turned.map { values in
      let line = values[..<size]
      return zip(line, 0...).reduce(0) { $0 + $1.0 * (Float($1.1) - 4) } / line.reduce(0, +)
    }
    #expect((1.0...1.6).contains(ends.max() ?? 0) && (-1.6 ... -1.0).contains(ends.min() ?? 0))
    let bright = Set(drawn(Warp(scale: 0.3)).map { $0.reduce(0, +).rounded() })
    #expect(bright.count > 3 && bright.contains(Float(size)))
    #expect(Set(drawn(Warp(shear: 0.2))).count > 70)
  }

  @Test(arguments: [AutoencoderKind.conv, .deep])
  func `with a linear path a network begins as principal components, and gets better`(
    kind: AutoencoderKind
  ) async throws {
    var settings = AutoencoderSettings(kind, shape: Self.blobs.shape, latents: 4)
    #expect(!settings.linearPath)
    (settings.linearPath, settings.output) = (true, .identity)
    var network = try Autoencoder(settings, seed: 1)
    try network.beginAtComponents(of: Self.data, seed: 1)
    let (pca, parameters) = try Autoencoder.principalComponents(of: Self.data, latents: 4)
    let yardstick = await Evaluation(pca, parameters).squaredError(
      Self.data.evaluation, Self.data.evaluated[...])
    var plan = TrainingPlan(kind, length: .steps(300), seed: 1)
    plan.rate = 3e-3
    var run = TrainingRun(network, plan: plan, data: Self.data, threads: 2)
    while !run.isFinished { try await run.advance() }
    let (first, last) = (try #require(run.curve.first), try #require(run.curve.last))
    #expect(abs(first.squaredError / yardstick - 1) < 1e-3, "\(first) \(yardstick)")
    #expect(last.squaredError < 0.8 * first.squaredError, "\(first) → \(last)")
  }

  @Test func `larger pictures get a linear path, kinds that ask more of codes have none`() throws {
    let large = SampleShape(height: 64, width: 64, channels: 1)
    let settings = AutoencoderSettings(.conv, shape: large)
    #expect(settings.linearPath && settings.output == .identity)
    var other = AutoencoderSettings(.variational, shape: large)
    #expect(!other.linearPath)
    other.linearPath = true
    #expect(throws: SettingsError.noLinearPath(.variational)) { try other.validate() }
  }
}
