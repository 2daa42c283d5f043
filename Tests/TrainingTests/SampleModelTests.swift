import Autodiff
import Networks
import Tables
import Tensors
import Testing
import Training

@Suite struct ObjectModelTests {
  /// Digits of nothing: pictures of 8×8 with samples of 0…255.
  static let samples = Tensor.uniform(
    rows: 1, columns: 1, channels: 24 * 64, key: 4
  ).values.map { UInt8($0 * 255) }

  static func model(
    _ settings: AutoencoderSettings
  ) throws -> (file: ModelFile, bytes: [UInt8], data: TrainingData) {
    let source = TensorSamples(samples.map { Float($0) / 255 }, shape: settings.shape)
    let data = TrainingData(training: source, evaluation: source)
    let network = try Autoencoder(settings, seed: 3)
    let card = ModelCard(
      program: "1", settings: settings, plan: nil,
      data: .init(
        digest: "00", trained: 24, heldOut: 8, type: .u8,
        scale: NumberScale(offset: 0, factor: 1 / 255)))
    let file = ModelFile(
      card: card, network: network, parameters: network.parameters,
      scales: .measure(network, network.parameters, on: data))
    return (file, try file.write(), data)
  }

  static let all: [AutoencoderSettings] = {
    let shape = SampleShape(height: 8, width: 8, channels: 1)
    var kinds = AutoencoderKind.allCases.map {
      AutoencoderSettings($0, shape: shape, latents: 5)
    }
    var pooled = AutoencoderSettings(.conv, shape: shape, latents: 5)
    pooled.halving = .maxima
    pooled.activation = .relu
    kinds.append(pooled)
    for function in Activation.allCases {
      var deep = AutoencoderSettings(.deep, shape: shape, latents: 5)
      deep.activation = function
      deep.codeActivation = function
      kinds.append(deep)
    }
    return kinds
  }()

  private static func squares(_ a: [UInt8], _ b: [UInt8]) -> Double {
    zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
  }

  @Test(arguments: all)
  func `what codes stand for is what the network makes of their values, to the bit`(
    settings: AutoencoderSettings
  ) throws {
    let (file, bytes, data) = try Self.model(settings)
    let model = try SampleModel(file: bytes)
    #expect(model.isOfPictures && model.shape == settings.shape && model.latents == 5)
    #expect(model.cost == file.network.cost)
    // The finest level, where what is lost to rounding is little.
    let level = QualityLevel.trained(model.levels - 1)
    let codes = model.quantisedLatents(of: Self.samples, level: level)
    #expect(codes.count == 24 * 5)
    let made = model.samples(of: codes, level: level)
    let tape = Tape(file.parameters, recording: false)
    let objects = tape.constant(data.training.tensor(Array(0..<24)[...]), samples: 24)
    let exact = file.network.decode(file.network.encode(objects)).value.bytes
    // Rounding adds a sixteenth to what the network leaves, or little more.
    #expect(Self.squares(made, exact) < 0.15 * Self.squares(exact, Self.samples) + 200)
    // One object at a time, or all together.
    for index in [0, 23] {
      let one = model.samples(of: Array(codes[index * 5..<(index + 1) * 5]), level: level)
      #expect(one == Array(made[index * 64..<(index + 1) * 64]))
    }
    // Values the codes stand for exactly.
    let values = Tensor(
      rows: 24, columns: 1, channels: 5,
      values: model.values(of: codes, level: level))
    let decoded = file.network.decode(tape.constant(values, samples: 24)).value.bytes
    #expect(decoded == made)
  }

  @Test func `finer levels spoil less, and cost more`() throws {
    let shape = SampleShape(height: 8, width: 8, channels: 1)
    let (_, bytes, _) = try Self.model(AutoencoderSettings(.pca, shape: shape, latents: 5))
    let model = try SampleModel(file: bytes)
    var last = 0
    for level in stride(from: 0, through: 1792, by: 128) {
      let codes = model.quantisedLatents(
        of: Self.samples, level: QualityLevel(index: level, conditioning: .interpolated))
      let size = codes.reduce(0) { $0 + abs(Int($1)) }
      #expect(size >= last)
      last = size
    }
    #expect(last > 0)
  }

  @Test(arguments: [
    "dense", "dense:0", "dense:+3", "dense:03", "convolve:3/1", "convolve:3/4", "leaky:1",
    "reshape:1x1", "reshape:0x1x5", "reshape:1x1x05", "reshape:99999x99999x9", "nothing", "",
    "dense:5  dense:5", " dense:5",
  ])
  func `programs are read in their one spelling only`(text: String) throws {
    #expect(throws: ModelError.self) { try LayerProgram(parsing: text, key: "decoder") }
  }

  @Test func `programs say what they say`() throws {
    let text =
      "convolve:32 leaky maxima push swap add convolve:8/2 relu transpose:3 unblock:2 unfold "
      + "repeat "
      + "reshape:1x1x9 dense:2"
    #expect(try LayerProgram(parsing: text, key: "encoder").text == text)
  }

  @Test func `files that contradict themselves are refused`() throws {
    let shape = SampleShape(height: 8, width: 8, channels: 1)
    let (_, bytes, _) = try Self.model(AutoencoderSettings(.conv, shape: shape, latents: 5))
    for place in stride(from: 8, to: 2600, by: 3) {
      var changed = bytes
      changed[place] = changed[place] == 0x39 ? 0x38 : 0x39
      _ = try? SampleModel(file: changed)
    }
    #expect(throws: ModelError.self) { try SampleModel(file: Array(bytes.dropLast())) }
  }
}
