import Aezip
import Foundation
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
    let (checked, whole) = try await PackUnpackTests.roundTrip(folder) {
      ($0.coder, $0.latentsOnly) = (coder, true)
    }
    let pictures = try folder.names.filter { $0.hasPrefix("out/in/") }.map {
      (name: $0, bytes: try folder.read($0))
    }
    #expect(pictures.count == 18)
    let (packed, unpacked) = try await PackUnpackTests.roundTrip(folder) {
      ($0.coder, $0.latentsOnly) = (coder, true)
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

  @Test func `any number of jobs writes the same bytes`() async throws {
    let folder = try TestFolder()
    for index in 0..<5 {
      try folder.write(Drawn.image(30 + 40 * index, 90 - 5 * index), "in/\(index).png")
    }
    var archives: [[UInt8]] = []
    for jobs in [1, 3] {
      _ = try await PackUnpackTests.roundTrip(folder) {
        ($0.quality, $0.latentsOnly) = (100, true)
        $0.checksPictures = false
        $0.jobs = jobs
      }
      archives.append(try folder.read("a.aez"))
    }
    #expect(archives[0] == archives[1])
  }

  @Test func `what seems to be no photograph is decoded again all the same`() async throws {
    let folder = try TestFolder()
    let checks = (0..<200 * 200).map { UInt8(($0 % 200 / 2 + $0 / 400) % 2 == 0 ? 20 : 230) }
    try folder.write(
      Image(width: 200, height: 200, channels: .grey, samples: checks), "in/checks.png")
    let photo = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Corpus/holiday/landscape.jpg")
    try folder.write(Array(try Data(contentsOf: photo)), "in/photo.jpg")
    let (packed, unpacked) = try await PackUnpackTests.roundTrip(folder) {
      $0.checksPictures = false
    }
    #expect(packed.exactPictures == 1 && packed.lossyFiles == 1)
    #expect(unpacked.uncheckedPictures == 1)
    #expect(try folder.image("out/in/checks.png") == folder.image("in/checks.png"))
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
