import Evaluation
import Images
import Testing

@Suite struct PCATests {
  private static let pictures = (1...6).map { testImage(seed: UInt64($0)) }
  private static let basis = Result { try PCABasis.learn(from: pictures) }

  @Test func `components are orthonormal, and coefficients vary less and less`() throws {
    let basis = try Self.basis.get()
    let size = PCABasis.size
    for (first, second) in [(0, 0), (0, 1), (3, 90), (200, 200), (767, 767), (766, 767)] {
      var product: Float = 0
      for index in 0..<size {
        product += basis.components[first * size + index] * basis.components[second * size + index]
      }
      #expect(abs(product - (first == second ? 1 : 0)) < 1e-5)
    }
    #expect(basis.variances == basis.variances.sorted(by: >))
    var energies = [Float](repeating: 0, count: size)
    for picture in Self.pictures {
      for (index, value) in basis.transform(picture).tensor.values.enumerated() {
        energies[index % size] += value * value / Float(basis.blockCount)
      }
    }
    for component in [0, 1, 5, 40, 100] {
      #expect(abs(energies[component] / basis.variances[component] - 1) < 0.02)
    }
  }

  @Test func `the transform is the product with the components, edges repeated`() throws {
    let basis = try Self.basis.get()
    let image = testImage(width: 37, height: 21, seed: 9)
    let values = basis.transform(image).tensor.values
    for (block, component) in [(0, 0), (2, 0), (5, 3), (4, 17), (5, 500)] {
      var expected = 0.0
      for place in 0..<PCABasis.size {
        let x = min(block % 3 * 16 + place % 16, 36)
        let y = min(block / 3 * 16 + place % 256 / 16, 20)
        let sample = Float(image.samples[(y * 37 + x) * 3 + place / 256])
        expected += Double(
          basis.components[component * PCABasis.size + place] * (sample - basis.mean[place]))
      }
      let found = Double(values[block * PCABasis.size + component])
      #expect(abs(found - expected) < 0.01 + 1e-4 * abs(expected))
    }
  }

  @Test(arguments: Image.Channels.allCases)
  func `all components of the textbook form give the picture back`(
    channels: Image.Channels
  ) throws {
    let basis = try Self.basis.get()
    let image = testImage(width: 50, height: 30, channels: channels, seed: 4)
    let coded = TextbookPCA(basis: basis, components: 768).code(basis.transform(image))
    #expect(coded.byteCount == 8 * 768 * 4)
    #expect(coded.image.channels == channels.withoutAlpha)
    let differences = zip(coded.image.samples, image.colourSamples).map { abs(Int($0) - Int($1)) }
    #expect(differences.count == image.colourSamples.count && differences.max()! <= 1)
  }

  @Test func `more components of the textbook form are nearer the picture`() throws {
    let basis = try Self.basis.get()
    let blocks = basis.transform(Self.pictures[2])
    let quality = TextbookPCA.counts.map {
      psnr(TextbookPCA(basis: basis, components: $0).code(blocks).image, Self.pictures[2])
    }
    #expect(quality == quality.sorted() && quality[0] < quality[7])
  }

  @Test(arguments: [(Float(4), 200, 120), (20, 17, 33), (60, 1, 1), (1000, 90, 40)])
  func `a stream decodes to the reconstruction of the encoder`(
    step: Float, width: Int, height: Int
  ) throws {
    let basis = try Self.basis.get()
    for channels in Image.Channels.allCases {
      let codec = try PCACodec(basis: basis, step: step)
      let image = testImage(width: width, height: height, channels: channels, seed: 3)
      let (stream, reconstruction) = codec.encodeWithReconstruction(basis.transform(image))
      // A decoder that was told nothing but the bytes.
      let decoder = PCACodec(sharedBytes: codec.sharedBytes)
      #expect(try decoder.decode(stream) == reconstruction)
      #expect(reconstruction.channels == channels.withoutAlpha)
      #expect(try codec.code(basis.transform(image)).byteCount == stream.count)
    }
  }

  @Test func `smaller steps take more bytes and come nearer, at last very near`() throws {
    let basis = try Self.basis.get()
    let blocks = basis.transform(Self.pictures[0])
    let points = try [Float(100), 50, 20, 8, 3, 0.7].map { step in
      // With components as good as exact, as for a large set of pictures.
      let coded = try PCACodec(basis: basis, step: step, sharedByBlocks: 1 << 24).code(blocks)
      return (bytes: coded.byteCount, quality: psnr(coded.image, Self.pictures[0]))
    }
    #expect(points.map(\.bytes) == points.map(\.bytes).sorted())
    #expect(points.map(\.quality) == points.map(\.quality).sorted())
    #expect(points[5].quality > 50)
  }

  @Test func `the more pictures share components, the more of them pay`() throws {
    let basis = try Self.basis.get()
    let few = try PCACodec(basis: basis, step: 20, sharedByBlocks: 50)
    let many = try PCACodec(basis: basis, step: 20, sharedByBlocks: 50_000)
    #expect(few.components < many.components)
    #expect(few.sharedBytes.count < many.sharedBytes.count)
  }

  @Test func `a flat picture takes a few bytes`() throws {
    let samples = [UInt8](repeating: 77, count: 64 * 64 * 3)
    let image = Image(width: 64, height: 64, channels: .rgb, samples: samples)
    let basis = try PCABasis.learn(from: [image])
    let coded = try PCACodec(basis: basis, step: 10).code(basis.transform(image))
    #expect(coded.image == image && coded.byteCount < 20)
  }

  @Test func `noise for a stream is refused or decodes to something`() throws {
    let codec = try PCACodec(basis: try Self.basis.get(), step: 20)
    // No bytes are all ones.
    let sides = (1 << 20) - 1
    #expect(throws: PCAError.impossibleSize(width: sides, height: sides)) { try codec.decode([]) }
    let (stream, _) = codec.encodeWithReconstruction(
      try Self.basis.get().transform(Self.pictures[1]))
    var broken = stream
    for index in 10..<broken.count { broken[index] ^= 0x55 }
    #expect(try codec.decode(broken).pixelCount == Self.pictures[1].pixelCount)
  }
}
