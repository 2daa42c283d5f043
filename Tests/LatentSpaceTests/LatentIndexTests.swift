import Aezip
import Files
import Images
import LatentSpace
import TestSupport
import Testing

@Suite struct LatentIndexTests {
  let scratch: ScratchFolder

  /// An archive of 17 small pictures by a model of three patterns, and a text.
  init() throws {
    scratch = try ScratchFolder()
    try scratch.makeFolder("in")
    for index in 0..<17 {
      try write(RampModel.image(index), to: "in/\(index).png")
    }
    try scratch.write(Array("some text".utf8), to: "in/notes.txt")
  }

  func write(_ image: Image, to name: String) throws {
    try scratch.write(ImageFile.write(Picture(image: image, format: .png)), to: name)
  }

  func archive(_ model: [UInt8]? = nil, lossless: Bool = false) async throws -> Archive {
    var options = PackOptions()
    options.latentsOnly = !lossless
    options.model = model
    options.lossless = lossless
    options.keepsSmallerFiles = false
    let path = scratch.path(of: "a.aez")
    _ = try await Packer.pack([scratch.path(of: "in")], into: path, options: options)
    return try Archive(path: path)
  }

  @Test func `a picture is nearest to its own latents, and others as far as their samples are`()
    async throws
  {
    let archive = try await archive(RampModel.file())
    for queried in [0, 5, 16] {
      let query = LatentIndex.Query.picture(RampModel.image(queried))
      let index = try await LatentIndex.read(archive, for: query, jobs: 2)
      #expect(index.paths.count == 17 && index.allPictures == 17 && index.measure == .samples)
      let found = index.nearest(to: try index.position(of: query), count: 20)
      #expect(found.count == 17)
      #expect(found[0].path == Array("in/\(queried).png".utf8) && found[0].distance < 2)
      for neighbour in found {
        let name = String(decoding: neighbour.path, as: UTF8.self).dropFirst(3).dropLast(4)
        let error = meanSquaredError(
          RampModel.image(queried), RampModel.image(try #require(Int(name))))
        #expect(abs(neighbour.distance - error.squareRoot()) < 4)
      }
    }
  }

  @Test func `a picture of the archive is not its own neighbour, nor in the way of its copies`()
    async throws
  {
    try write(RampModel.image(3), to: "in/copy.png")
    let archive = try await archive(RampModel.file())
    let query = LatentIndex.Query.entry(Array("in/3.png".utf8))
    let index = try await LatentIndex.read(archive, for: query)
    let found = index.nearest(to: try index.position(of: query), count: 2)
    #expect(found.first?.path == Array("in/copy.png".utf8) && found.first?.distance == 0)
    #expect(found.count == 2 && found[1].distance > 0)
  }

  @Test func `alpha and colours that are grey do not keep a picture from being found`()
    async throws
  {
    let archive = try await archive(RampModel.file())
    let image = RampModel.image(9).inColour
      .joined(withAlpha: Array(repeating: 128, count: 64))
    let index = try await LatentIndex.read(archive, for: .picture(image))
    let found = index.nearest(to: try index.position(of: .picture(image)), count: 1)
    #expect(found.first?.path == Array("in/9.png".utf8))
  }

  @Test func `latents that change nothing stay where those of the archive are`()
    async throws
  {
    let archive = try await archive(RampModel.file(latents: 5))
    let query = LatentIndex.Query.picture(RampModel.image(2))
    let index = try await LatentIndex.read(archive, for: query, metric: .pullback)
    let found = index.nearest(to: try index.position(of: query), count: 1)
    #expect(found.first?.path == Array("in/2.png".utf8))
  }

  @Test func `photographs are compared by colours and layout, whatever their size`() async throws {
    func photo(_ index: Int, _ width: Int) -> Image {
      let samples = (0..<width * 80).flatMap { at -> [UInt8] in
        let (x, y) = (at % width * 96 / width, at / width)
        let light = index == 0 ? 2 * y : index == 1 ? 2 * x : 160 - 2 * y
        return [UInt8(light), UInt8(index == 1 ? 220 : 60), UInt8((x * 7 + y * 3) % 50)]
      }
      return Image(width: width, height: 80, channels: .rgb, samples: samples)
    }
    for index in 0..<3 { try write(photo(index, 96), to: "in/photo-\(index).png") }
    let archive = try await archive(RampModel.file())
    for queried in 0..<3 {
      let query = LatentIndex.Query.picture(photo(queried, 128))
      let index = try await LatentIndex.read(archive, for: query)
      #expect(index.paths.count == 3 && index.allPictures == 20 && index.measure == .digests)
      let found = index.nearest(to: try index.position(of: query), count: 3)
      #expect(found.first?.path == Array("in/photo-\(queried).png".utf8))
    }
  }

  @Test func `what cannot be compared is named`() async throws {
    let large = Image(
      width: 9, height: 8, channels: .grey, samples: Array(repeating: 1, count: 72))
    let small = try await archive(RampModel.file())
    await #expect(throws: LatentError.sizeMismatch(found: "9×8", expected: ["8×8"])) {
      try await LatentIndex.read(small, for: .picture(large))
    }
    let text = Array("in/notes.txt".utf8)
    await #expect(throws: LatentError.notLatents(path: text)) {
      try await LatentIndex.read(small, for: .entry(text))
    }
    await #expect(throws: AezipError.nothingMatches(["in/none.png"])) {
      try await LatentIndex.read(small, for: .entry(Array("in/none.png".utf8)))
    }
  }

  @Test func `pictures without latents are compared by what they decode to`() async throws {
    try scratch.makeFolder("photos")
    for seed in 0..<3 {
      try scratch.write(TestFile.jpeg(seed: 8 * seed), to: "photos/\(seed).jpg")
      let image = try ImageFile.read(TestFile.jpeg(seed: 8 * seed + 1)).image
      try scratch.write(
        ImageFile.write(Picture(image: image, format: .png)), to: "photos/\(seed).png")
    }
    let path = scratch.path(of: "p.aez")
    for lossless in [false, true] {
      var options = PackOptions()
      (options.jpeg, options.lossless, options.overwrite) = (.exact, lossless, true)
      _ = try await Packer.pack([scratch.path(of: "photos")], into: path, options: options)
      let archive = try Archive(path: path)
      let count = lossless ? 3 : 6
      for name in ["photos/0.jpg", "photos/2.jpg"] {
        let image = try ImageFile.read(archive.read(entry: Array(name.utf8))).image
        for query in [.picture(image), .entry(Array(name.utf8))] as [LatentIndex.Query] {
          let index = try await LatentIndex.read(archive, for: query)
          #expect(index.paths.count == count && index.allPictures == count)
          #expect(index.measure == .digests)
          let found = index.nearest(to: try index.position(of: query), count: count)
          if case .picture = query { #expect(found.first?.path == Array(name.utf8)) }
        }
      }
      let maps = try await LatentMap.layOut(archive, maximum: 100)
      #expect(maps.map(\.paths.count) == [count])
    }
  }

  @Test func `an archive without latents has nothing to search`() async throws {
    let exact = try await archive(lossless: true)
    await #expect(throws: LatentError.noLatents) {
      try await LatentIndex.read(exact, for: .picture(RampModel.image(1)))
    }
  }
}
