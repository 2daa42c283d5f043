import Aezip
import Foundation
import Images
import TestSupport
import Testing

/// JPEG files that pictures with loss come back as.
@Suite struct JPEGCopyTests {
  private static func photograph() throws -> Image {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Corpus/holiday/landscape.jpg")
    let whole = try ImageFile.read(Array(Data(contentsOf: file))).image
    var rows: [UInt8] = []
    for row in 40..<232 {
      let start = 3 * (row * whole.width + 60)
      rows += whole.samples[start..<start + 3 * 256]
    }
    return Image(width: 256, height: 192, channels: .rgb, samples: rows)
  }

  @Test(arguments: [40.0, 75, 100])
  func `a JPEG comes back no larger than it was, and as good as the catalogue says`(
    quality: Double
  ) async throws {
    let folder = try TestFolder()
    let image = try Self.photograph()
    for (name, jpegQuality, sampling, process) in [
      ("low", 25, .s420, .sequential), ("usual", 80, .s420, .progressive),
      ("high", 95, .s444, .progressive), ("best", 100, .s444, .sequential),
    ] as [(String, Int, ChromaSubsampling, JPEGProcess)] {
      try folder.write(
        ImageFile.jpeg(image, quality: jpegQuality, subsampling: sampling, process: process),
        "in/\(name).jpg")
    }
    _ = try await PackUnpackTests.roundTrip(folder) {
      ($0.quality, $0.latentsOnly, $0.keepsSmallerFiles) = (quality, true, false)
    }
    let entries = try Archive(path: folder.path("a.aez")).entries()
    for entry in entries where entry.kind != .folder {
      let name = String(decoding: entry.path, as: UTF8.self)
      let (before, after) = (try folder.read(name), try folder.read("out/\(name)"))
      #expect(after.count <= before.count, "\(name)")
      guard let picture = entry.picture, let told = picture.psnr else {
        // No file of it is small enough.
        #expect(after == before, "\(name)")
        continue
      }
      let (original, copy) = (try ImageFile.read(before), try ImageFile.read(after))
      let actual = psnr(original.image, copy.image)
      #expect(told == actual || abs(told - actual) < 0.1, "\(name)")
      let (first, second) = (original.metadata.originalCoding, copy.metadata.originalCoding)
      #expect(first?.process == second?.process)
      #expect(try #require(first).ratio == #require(second).ratio)
    }
  }

  @Test func `unpacking keeps, raises or sets the quality`() async throws {
    let folder = try TestFolder()
    try folder.write(
      ImageFile.jpeg(Self.photograph(), quality: 85, subsampling: .s420, process: .sequential),
      "in/a.jpg")
    _ = try await PackUnpackTests.roundTrip(folder) { $0.latentsOnly = true }
    let archive = try Archive(path: folder.path("a.aez"))
    var codings: [OriginalCoding?] = []
    var sizes: [Int] = []
    for quality in [.original, .quality(30), .quality(85), .highest] as [JPEGQuality] {
      var options = UnpackOptions()
      (options.overwrite, options.jpegQuality) = (true, quality)
      let report = try await archive.unpack(into: folder.path("other"), options: options)
      #expect(report.problems.isEmpty)
      let file = try folder.read("other/in/a.jpg")
      codings.append(try ImageFile.read(file).metadata.originalCoding)
      sizes.append(file.count)
    }
    let original = try ImageFile.read(folder.read("in/a.jpg")).metadata.originalCoding
    #expect(codings[0] == original)
    #expect(codings[1] == original?.at(quality: 30))
    #expect(codings[2] == original)
    #expect(codings[3]?.ratio.across == 1)
    #expect(sizes[1] < sizes[0] && sizes[0] < sizes[3])
  }

  @Test func `ten generations of a picture lose hardly more than the first`() async throws {
    let folder = try TestFolder()
    let image = try Self.photograph()
    try folder.write(image, "in/a.png")
    var quality: [Double] = []
    for _ in 0..<10 {
      _ = try await PackUnpackTests.roundTrip(folder) { $0.latentsOnly = true }
      let copy = try folder.read("out/in/a.png")
      quality.append(try psnr(image, ImageFile.read(copy).image))
      try folder.write(copy, "in/a.png")
    }
    #expect(quality[0] - quality[9] < 0.5)
  }
}
