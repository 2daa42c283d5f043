import Aezip
import Files
import Images
import LatentSpace
import Testing

@Suite struct LatentMapTests {
  let scratch: ScratchFolder

  /// An archive of small pictures in two clusters, light ones and dark ones.
  init() throws {
    scratch = try ScratchFolder()
    try scratch.makeFolder("in")
    for index in 0..<40 {
      try write(Self.picture(index), to: "in/\(index + 100).png")
    }
  }

  static func picture(_ index: Int) -> Image {
    let (right, down) = (Float(index * 7 % 19) / 38, Float(index * 5 % 13) / 26)
    return RampModel.image(index % 2 == 0 ? 0.5 : 1.5, right - 0.25, down - 0.25)
  }

  func write(_ image: Image, to name: String) throws {
    try scratch.write(ImageFile.write(Picture(image: image, format: .png)), to: name)
  }

  func archive(latents: Int = 3) async throws -> Archive {
    var options = PackOptions()
    options.latentsOnly = true
    options.model = try RampModel.file(latents: latents)
    options.quality = 100
    options.keepsSmallerFiles = false
    let path = scratch.path(of: "a.aez")
    _ = try await Packer.pack([scratch.path(of: "in")], into: path, options: options)
    return try Archive(path: path)
  }

  @Test(arguments: [MapProjection.neighbours, .pca])
  func `pictures are beside their neighbours, and clusters are apart`(
    projection: MapProjection
  ) async throws {
    let maps = try await LatentMap.layOut(archive(), projections: [projection], maximum: 100)
    #expect(maps.count == 1 && maps[0].paths.count == 40 && maps[0].comparedVariance == 1)
    let layout = maps[0].layouts[0]
    #expect(layout.projection == projection && (layout.variance != nil) == (projection == .pca))
    func isLight(_ index: Int) -> Bool { index % 2 == 1 }
    for index in 0..<40 {
      #expect(maps[0].nearest[index].count == LatentMap.shownNeighbours)
      #expect(maps[0].nearest[index].allSatisfy { isLight($0) == isLight(index) })
      let others = (0..<40).filter { $0 != index }.sorted {
        distance(layout, index, $0) < distance(layout, index, $1)
      }
      #expect(isLight(others[0]) == isLight(index))
    }
    #expect(layout.positions.allSatisfy { (0...1).contains($0.x) && (0...1).contains($0.y) })
    #expect(layout.preservation > 0.3)
  }

  func distance(_ layout: MapLayout, _ one: Int, _ other: Int) -> Float {
    let between = layout.positions[one] - layout.positions[other]
    return (between * between).sum()
  }

  @Test func `the same archive gives the same map on any number of threads`() async throws {
    let archive = try await archive()
    let one = try await LatentMap.layOut(archive, maximum: 100, jobs: 1)
    let other = try await LatentMap.layOut(archive, maximum: 100, jobs: 3)
    #expect(one[0].layouts.map(\.positions) == other[0].layouts.map(\.positions))
    #expect(one[0].layouts.map(\.projection) == [.neighbours, .pca])
  }

  @Test func `two latents are positions`() async throws {
    let maps = try await LatentMap.layOut(archive(latents: 2), maximum: 100)
    #expect(maps[0].layouts.map(\.projection) == [.latents, .neighbours, .pca])
    let layout = maps[0].layouts[0]
    // The first latent is the light, so the two clusters are left and right.
    #expect(layout.positions.indices.allSatisfy { (layout.positions[$0].x > 0.5) == ($0 % 2 == 1) })
  }

  @Test func `a map of some has pictures from everywhere among the names`() async throws {
    let archive = try await archive()
    let maps = try await LatentMap.layOut(archive, projections: [.pca], maximum: 4)
    #expect(
      maps[0].paths.map { String(decoding: $0, as: UTF8.self) } == [
        "in/100.png", "in/110.png", "in/120.png", "in/130.png",
      ])
    #expect(maps[0].model.pictures == 40 && maps[0].nearest[0].count == 3)
  }

  @Test(arguments: [1, 2, 3, 5])
  func `few pictures, and all alike, have a map`(count: Int) async throws {
    let few = try ScratchFolder()
    try few.makeFolder("in")
    for index in 0..<count {
      // Pictures that are equal byte for byte would be stored once.
      let image = RampModel.image(0.8, Float(index) * 1e-3, 0)
      try few.write(
        ImageFile.write(Picture(image: image, format: .png)), to: "in/\(index).png")
    }
    var options = PackOptions()
    options.latentsOnly = true
    options.model = try RampModel.file()
    options.keepsSmallerFiles = false
    _ = try await Packer.pack([few.path(of: "in")], into: few.path(of: "a.aez"), options: options)
    let maps = try await LatentMap.layOut(Archive(path: few.path(of: "a.aez")), maximum: 10)
    #expect(maps[0].paths.count == count)
    #expect(
      maps[0].layouts.allSatisfy { $0.positions.allSatisfy { $0.x.isFinite && $0.y.isFinite } })
  }

  @Test func `three latents are no positions`() async throws {
    let archive = try await archive()
    await #expect(throws: LatentError.notTwoLatents(3)) {
      try await LatentMap.layOut(archive, projections: [.latents], maximum: 10)
    }
  }
}
