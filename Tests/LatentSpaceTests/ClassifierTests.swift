import Images
import LatentSpace
import Networks
import Testing

@Suite struct ClassifierTests {
  static let classes = ["down", "flat", "right"]

  /// Pictures of three labels in turn, which differ in their slopes.
  static func labelled(_ count: Int, from first: Int = 0) -> (images: [Image], labels: [Int]) {
    let images = (first..<first + count).map { index in
      let light = 0.8 + 0.4 * Float(index * 7 % 17) / 17
      let slope = 0.4 + 0.3 * Float(index * 5 % 13) / 13
      let other = 0.2 * (Float(index * 11 % 19) / 19 - 0.5)
      return switch index % 3 {
      case 0: RampModel.image(light, other, slope)
      case 1: RampModel.image(light, other, -other)
      default: RampModel.image(light, slope, other)
      }
    }
    return (images, (first..<first + count).map { $0 % 3 })
  }

  static func features(pixels: Bool = false) throws -> PictureFeatures {
    pixels
      ? PictureFeatures(pixelsLike: RampModel.image(0))
      : try PictureFeatures(modelFile: RampModel.file())
  }

  static func classifier(
    _ kernel: ClassifierKernel, pixels: Bool = false, count: Int = 24
  ) throws -> Classifier {
    let (features, known) = (try features(pixels: pixels), labelled(count))
    return try Classifier.learn(
      features(known.images), labels: known.labels, classes: classes, features: features,
      kernel: kernel)
  }

  @Test(arguments: ClassifierKernel.allCases, [false, true])
  func `what slopes alike is named alike`(kernel: ClassifierKernel, pixels: Bool) throws {
    let classifier = try Self.classifier(kernel, pixels: pixels)
    #expect(classifier.trained == 24 && classifier.validated > 0.9)
    let asked = Self.labelled(60, from: 100)
    let found = try classifier.predictions(of: asked.images)
    #expect(found.map(\.label) == asked.labels)
    for prediction in found { #expect(prediction.probability > 0.34) }
    #expect(found.allSatisfy { $0.probability <= 1 })
    #expect(try classifier.predictions(of: []).isEmpty)
  }

  @Test(arguments: ClassifierKernel.allCases, [false, true])
  func `a file is all that is needed, and the same each time`(
    kernel: ClassifierKernel, pixels: Bool
  ) throws {
    let classifier = try Self.classifier(kernel, pixels: pixels)
    let file = try classifier.write()
    #expect(try Self.classifier(kernel, pixels: pixels).write() == file)
    let read = try Classifier(file: file)
    #expect(read.classes == Self.classes && read.kernel == kernel)
    let images = Self.labelled(9, from: 50).images
    let (one, other) = (
      try read.predictions(of: images), try classifier.predictions(of: images)
    )
    #expect(one.map(\.label) == other.map(\.label))
    for (a, b) in zip(one, other) { #expect(abs(a.probability - b.probability) < 1e-4) }
  }

  @Test func `more pictures than numbers do not change what is learned`() throws {
    let (few, many) = (try Self.classifier(.linear), try Self.classifier(.linear, count: 120))
    let asked = Self.labelled(30, from: 200)
    #expect(try few.predictions(of: asked.images).map(\.label) == asked.labels)
    #expect(try many.predictions(of: asked.images).map(\.label) == asked.labels)
  }

  @Test func `equal pictures with different labels have equal probabilities`() throws {
    let features = try Self.features()
    let numbers = try features(Array(repeating: RampModel.image(3), count: 4))
    for kernel in ClassifierKernel.allCases {
      let classifier = try Classifier.learn(
        numbers, labels: [0, 1, 0, 1], classes: ["a", "b"], features: features, kernel: kernel)
      let found = try classifier.predictions(of: [RampModel.image(3)])
      #expect(abs(found[0].probability - 0.5) < 0.01)
    }
  }

  @Test func `what cannot be learned or asked is named`() throws {
    let features = try Self.features()
    let numbers = try features([RampModel.image(1), RampModel.image(2)])
    #expect(throws: LatentError.oneClass("b")) {
      try Classifier.learn(numbers, labels: [1, 1], classes: ["a", "b"], features: features)
    }
    #expect(throws: LatentError.oneClass(nil)) {
      try Classifier.learn([], labels: [], classes: [], features: features)
    }
    let large = Image(
      width: 9, height: 8, channels: .grey, samples: Array(repeating: 1, count: 72))
    #expect(throws: LatentError.sizeMismatch(found: "9×8", expected: ["8×8"])) {
      try Self.classifier(.linear).predictions(of: [large])
    }
    #expect(throws: LatentError.decoderOnly) {
      try PictureFeatures(modelFile: SampleModel.decodingFile(of: RampModel.file()))
    }
    #expect(throws: LatentError.notClassifier) { try Classifier(file: RampModel.file()) }
  }

  @Test func `a damaged classifier is an error, and never more`() throws {
    for (kernel, pixels) in [(ClassifierKernel.gaussian, false), (.linear, true)] {
      let file = try Self.classifier(kernel, pixels: pixels).write()
      let images = Self.labelled(2).images
      for cut in stride(from: 0, to: file.count, by: max(file.count / 60, 1)) {
        #expect(throws: (any Error).self) { try Classifier(file: Array(file[..<cut])) }
      }
      for place in stride(from: 0, to: file.count, by: max(file.count / 400, 1)) {
        for byte in [0x00, 0x7F, 0xFF] as [UInt8] {
          var damaged = file
          damaged[place] = byte
          // Some bytes are weights, for which any value is valid.
          _ = try? Classifier(file: damaged).predictions(of: images)
        }
      }
    }
  }

  @Test func `a sample has the same number of each label and depends on its seed`() {
    let labels = (0..<90).map { $0 % 9 == 0 ? 1 : 0 }
    let one = StratifiedSampling.indices(8, ofEach: labels, seed: 1)
    #expect(one == StratifiedSampling.indices(8, ofEach: labels, seed: 1))
    #expect(one != StratifiedSampling.indices(8, ofEach: labels, seed: 2))
    #expect(one.count == 16 && one == one.sorted())
    #expect(one.count { labels[$0] == 1 } == 8)
    #expect(StratifiedSampling.indices(50, ofEach: labels, seed: 1).count == 60)
    #expect(StratifiedSampling.indices(5, ofEach: [], seed: 1).isEmpty)
  }
}
