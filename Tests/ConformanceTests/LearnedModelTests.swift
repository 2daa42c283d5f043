import Aezip
import Bytes
import Container
import Images
import PictureCodec
import Testing

/// Archives packed with models that were learned together with the symbols of pictures.
@Suite struct LearnedModelTests {
  /// Pictures of two shapes with learned symbols, others without, and one that differs only in
  /// alpha.
  private static func tree() throws -> FileTree {
    var tree = FileTree()
    for index in 0..<12 {
      let grey = try VectorPictures.crop("holiday/sea.png", x: 20 * index, 16, 12, .grey)
      tree.add("in/grey-\(index).png", .file(try VectorPictures.png(grey)))
      let colour = try VectorPictures.crop("forest/bark.png", x: 20 * index, 7, 5)
      tree.add("in/colour-\(index).png", .file(try VectorPictures.png(colour)))
    }
    let clear = try VectorPictures.crop("holiday/sea.png", x: 0, 16, 12, .greyAlpha)
    tree.add("in/clear.png", .file(try VectorPictures.png(clear)))
    let other = try VectorPictures.crop("forest/bark.png", x: 40, y: 10, 16, 12, .grey)
    tree.add("in/other.png", .file(try VectorPictures.png(other)))
    return tree
  }

  @Test func `pictures are stored with their learned symbols, all others by other models`()
    async throws
  {
    let grey = try (0..<12).map {
      try VectorPictures.crop("holiday/sea.png", x: 20 * $0, 16, 12, .grey)
    }
    let colour = try (0..<12).map {
      try VectorPictures.crop("forest/bark.png", x: 20 * $0, 7, 5)
    }
    let models = [
      try LearnedModel(TinySamples.grey, of: grey),
      try LearnedModel(TinySamples.colour, of: colour),
    ]
    var archives: [[UInt8]] = []
    for jobs in 1...2 {
      archives.append(
        try await ValidVectors.packed(Self.tree()) {
          $0.learned = models
          ($0.keepsSmallerFiles, $0.latentsOnly) = (false, true)
          $0.jobs = jobs
        })
    }
    #expect(archives[0] == archives[1])
    let reader = try ArchiveReader(archives[0])
    #expect(reader.version == .blocks && reader.models.map(\.isEmbedded) == [true, true, false])
    let places = Dictionary(
      uniqueKeysWithValues: reader.entries.compactMap { entry in
        entry.picture.map { (String(decoding: entry.path, as: UTF8.self), $0.model) }
      })
    for index in 0..<12 {
      #expect(places["in/grey-\(index).png"] == 0 && places["in/colour-\(index).png"] == 1)
    }
    // Alpha does not take part in symbols. Another picture of the shape has no learned symbols.
    #expect(places["in/clear.png"] == 0 && places["in/other.png"] == 2)
    // A block holds the pictures of one model.
    for number in reader.blocks.indices {
      let used = Set(try reader.readBlock(number).entries.compactMap { $0.picture?.model })
      #expect(used.count <= 1)
    }
    let manifest = try await Manifest(decoding: archives[0])
    #expect(manifest.entries.count == 27)
    let scratch = try ScratchFolder()
    try scratch.write(archives[0], "a.aez")
    let report = try await Archive(path: scratch.path("a.aez")).verify()
    #expect(report.problems.isEmpty && report.pictures == 26)
  }

  @Test
  func `a learned picture below the required PSNR is coded by another model or stored exactly`()
    async throws
  {
    let grey = try (0..<12).map {
      try VectorPictures.crop("holiday/sea.png", x: 20 * $0, 16, 12, .grey)
    }
    let learned = try LearnedModel(TinySamples.grey, of: grey)
    for (least, model) in [(3.0, 0), (30, 1)] {
      let archive = try await ValidVectors.packed(Self.tree()) {
        $0.learned = [learned]
        ($0.keepsSmallerFiles, $0.latentsOnly) = (false, true)
        $0.minimumPSNR = least
      }
      let reader = try ArchiveReader(archive)
      var found = 0
      for number in reader.blocks.indices {
        for entry in try reader.readBlock(number).entries {
          guard let picture = entry.picture, entry.path.starts(with: Array("in/grey".utf8))
          else { continue }
          #expect(picture.model == model && Double(picture.psnr) / 16 >= least)
          found += 1
        }
      }
      #expect(found == 12)
      #expect(try await Manifest(decoding: archive).entries.count == 27)
    }
    let exact = try await ValidVectors.packed(Self.tree()) {
      ($0.learned, $0.latentsOnly) = ([learned], true)
      $0.minimumPSNR = 90
    }
    // Of a picture that is invisible nothing is lost.
    let pictures = try ArchiveReader(exact).entries.filter { $0.picture != nil }
    #expect(pictures.map(\.path) == [Array("in/clear.png".utf8)])
  }

  @Test func `a learned model with the wrong number of symbols is refused`() async throws {
    let key = LearnedModel.Key(
      try VectorPictures.crop("holiday/sea.png", 16, 12, .grey))
    let broken = LearnedModel(name: "learned", file: TinySamples.grey, symbols: [key: [1, 2, 3]])
    await #expect(throws: AezipError.self) {
      try await ValidVectors.packed(Self.tree()) { $0.learned = [broken] }
    }
  }
}
