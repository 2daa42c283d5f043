import Aezip
import Images
import Testing

/// Pictures that are packed without being decoded again.
@Suite struct UncheckedPackTests {
  @Test(arguments: [EntropyCoder.prior, .zstd])
  func `they come back the same, and that they have no digest is told`(
    coder: EntropyCoder
  ) async throws {
    let folder = try TestFolder()
    for (width, height) in [(1, 1), (64, 64), (65, 64), (200, 130)] {
      for channels in Image.Channels.allCases {
        try folder.write(
          Drawn.image(width, height, channels), "in/\(width)x\(height)-\(channels).png")
      }
    }
    let photograph = try folder.read("in/200x130-rgb.png")
    try folder.write(photograph, "in/twin.png")
    try folder.write(Drawn.image(192, 128), "in/photo.jpg")
    let (checked, whole) = try await PackUnpackTests.roundTrip(folder) { $0.coder = coder }
    let pictures = try folder.names.filter { $0.hasPrefix("out/in/") }.map {
      (name: $0, bytes: try folder.read($0))
    }
    #expect(pictures.count == 18)
    let (packed, unpacked) = try await PackUnpackTests.roundTrip(folder) {
      $0.coder = coder
      $0.checksPictures = false
    }
    for picture in pictures { #expect(try folder.read(picture.name) == picture.bytes) }
    #expect(checked.meanPSNR != nil && packed.meanPSNR == nil && packed.lowestPSNR == nil)
    #expect(packed.lossyFiles == checked.lossyFiles && packed.copies == 1)
    #expect(packed.archiveBytes < checked.archiveBytes)
    #expect(whole.pictures > 1 && whole.uncheckedPictures == 0)
    #expect(unpacked.pictures == whole.pictures)
    // Copies are checked with their originals.
    #expect(unpacked.uncheckedPictures == unpacked.pictures - unpacked.copies.pictures)
  }

  @Test func `any number of jobs writes the same bytes, which no newer program is needed for`()
    async throws
  {
    let folder = try TestFolder()
    for index in 0..<5 {
      try folder.write(Drawn.image(30 + 40 * index, 90 - 5 * index), "in/\(index).png")
    }
    var archives: [[UInt8]] = []
    for jobs in [1, 3] {
      _ = try await PackUnpackTests.roundTrip(folder) {
        $0.quality = 100
        $0.checksPictures = false
        $0.jobs = jobs
      }
      archives.append(try folder.read("a.aez"))
    }
    #expect(archives[0] == archives[1])
    #expect(try Archive(path: folder.path("a.aez")).version == "1.0")
  }

  @Test func `what goes by decoded pictures is the caller's mistake`() async throws {
    let folder = try TestFolder()
    try folder.write(Drawn.image(64, 64), "in/photo.png")
    let changes: [(PackOption, (inout PackOptions) -> Void)] = [
      (.psnr, { $0.psnr = 30 }), (.minimumPSNR, { $0.minimumPSNR = 30 }),
    ]
    for (option, change) in changes {
      var options = PackOptions()
      options.checksPictures = false
      change(&options)
      let error = await #expect(throws: AezipError.conflict(option, .unchecked)) {
        try await Packer.pack(
          [folder.path("in")], into: folder.path("a.aez"), options: options)
      }
      #expect(error.map { ErrorKind(of: $0) } == .misuse)
    }
    #expect(!folder.exists("a.aez"))
  }
}
