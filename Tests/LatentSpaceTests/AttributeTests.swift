import Images
import LatentSpace
import Testing

@Suite struct AttributeTests {
  /// Pictures with a given slope to the right that vary otherwise.
  static func pictures(right: Float, _ count: Int = 20) -> [Image] {
    (0..<count).map { index -> Image in
      let light = 0.9 + 0.2 * Float(index * 7 % 17) / 17
      let change = Float(index * 5 % 13) / 13 - 0.5
      let down = Float(index * 11 % 19) / 19 - 0.5
      return RampModel.image(light, right + 0.1 * change, 0.8 * down)
    }
  }

  static func attribute(_ direction: AttributeDirection = .means) throws -> Attribute {
    let features = try PictureFeatures(modelFile: RampModel.file())
    return try Attribute.learn(
      name: "right", with: features(pictures(right: 0.4)), without: features(pictures(right: 0)),
      features: features, direction: direction)
  }

  @Test(arguments: AttributeDirection.allCases)
  func `what folders differ by is found, and little else`(direction: AttributeDirection) throws {
    let attribute = try Self.attribute(direction)
    #expect(attribute.with == 20 && attribute.without == 20 && attribute.separation > 5)
    #expect(abs(attribute.vector[1] - 0.4) < 0.02)
    #expect(abs(attribute.vector[0]) < 0.03 && abs(attribute.vector[2]) < 0.03)
  }

  @Test func `an edit adds as much as is asked for, and takes it away`() throws {
    let file = try RampModel.file()
    let attribute = try Self.attribute()
    for (strength, right) in [(1.0, 0.3), (0.5, 0.1), (-1, -0.5), (0, -0.1)] as [(Float, Float)] {
      let edit = try AttributeEdit(modelFile: file, [(attribute, strength)])
      let made = try edit([RampModel.image(1, -0.1, 0.2)])
      let wanted = RampModel.image(1, right, 0.2)
      #expect(zip(made[0].samples, wanted.samples).allSatisfy { abs(Int($0) - Int($1)) <= 4 })
    }
    let both = try AttributeEdit(modelFile: file, [(attribute, 0.7), (attribute, -0.7)])
    #expect(try both([RampModel.image(5)]) == [RampModel.image(5)])
  }

  @Test func `what the model cannot keep stays, unless what it makes is asked for`() throws {
    var samples = RampModel.image(1, 0, 0).samples
    samples[27] = 255
    let marked = Image(width: 8, height: 8, channels: .grey, samples: samples)
    let edit = try AttributeEdit(modelFile: RampModel.file(), [(Self.attribute(), 0)])
    #expect(try edit([marked]) == [marked])
    #expect(try edit([marked], plainly: true)[0].samples[27] < 150)
    let coloured = marked.inColour.joined(withAlpha: (0..<64).map { UInt8($0) })
    #expect(try edit([coloured]) == [coloured])
    let plain = try edit([coloured], plainly: true)[0]
    #expect(plain.channels == .greyAlpha && plain.alphaPlane == coloured.alphaPlane)
  }

  @Test(arguments: AttributeDirection.allCases)
  func `a file keeps an attribute`(direction: AttributeDirection) throws {
    let attribute = try Self.attribute(direction)
    let file = try attribute.write()
    let read = try Attribute(file: file)
    #expect(read.name == "right" && read.vector == attribute.vector)
    #expect(read.direction == direction && read.with == 20 && read.without == 20)
    #expect(try read.write() == file)
    for cut in stride(from: 0, to: file.count, by: 7) {
      #expect(throws: (any Error).self) { try Attribute(file: Array(file[..<cut])) }
    }
    for place in file.indices {
      var damaged = file
      damaged[place] ^= 0xFF
      if let read = try? Attribute(file: damaged) {
        let edit = try? AttributeEdit(modelFile: RampModel.file(), [(read, 1)])
        _ = try? edit?([RampModel.image(1)])
      }
    }
  }

  @Test func `what cannot be learned or edited is named`() throws {
    let features = try PictureFeatures(modelFile: RampModel.file())
    let numbers = try features(Self.pictures(right: 0, 3))
    func learn(_ with: [Float], _ without: [Float]) throws -> Attribute {
      try Attribute.learn(name: "none", with: with, without: without, features: features)
    }
    #expect(throws: LatentError.noPictures) { try learn([], numbers) }
    #expect(throws: LatentError.noDifference) { try learn(numbers, numbers) }
    let attribute = try Self.attribute()
    #expect(throws: LatentError.attributeOfOtherModel(name: "right")) {
      try AttributeEdit(modelFile: RampModel.file(latents: 4), [(attribute, 1)])
    }
    #expect(throws: LatentError.notAttribute) { try Attribute(file: RampModel.file()) }
    let large = Image(
      width: 9, height: 8, channels: .grey, samples: Array(repeating: 1, count: 72))
    #expect(throws: LatentError.sizeMismatch(found: "9×8", expected: ["8×8"])) {
      try AttributeEdit(modelFile: RampModel.file(), [(attribute, 1)])([large])
    }
  }
}
