import Aezip
import Foundation
import Images
import Testing

/// Which representation pictures get.
@Suite struct RepresentationTests {
  /// A picture whose samples are given by place and plane.
  private func image(
    _ width: Int, _ height: Int, _ channels: Image.Channels = .rgb,
    _ sample: (_ x: Int, _ y: Int, _ plane: Int) -> Int
  ) -> Image {
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for plane in 0..<channels.count { samples.append(UInt8(clamping: sample(x, y, plane))) }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  private func noise(_ x: Int, _ y: Int, _ plane: Int) -> Int {
    var hash = UInt32(truncatingIfNeeded: x &* 73_856_093 ^ y &* 19_349_663 ^ plane &* 83_492_791)
    hash = (hash ^ hash >> 13) &* 0x5BD1_E995
    return Int((hash ^ hash >> 15) % 5) - 2
  }

  private func photograph() throws -> [UInt8] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Corpus/holiday/landscape.jpg")
    return Array(try Data(contentsOf: file))
  }

  /// The representations of what a folder holds, by name, and the report.
  private func packed(
    _ folder: TestFolder, _ change: (inout PackOptions) -> Void = { _ in }
  ) async throws -> (stored: [String: StoredPicture.Representation], PackReport) {
    let (report, unpacked) = try await PackUnpackTests.roundTrip(folder, change)
    #expect(unpacked.problems.isEmpty)
    let entries = try Archive(path: folder.path("a.aez")).entries()
    let stored = entries.compactMap { entry in
      entry.picture?.representation.map {
        (
          String(
            decoding: entry.path.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self), $0
        )
      }
    }
    return (Dictionary(uniqueKeysWithValues: stored), report)
  }

  @Test func `photographs are latents, noisy patterns blocks, drawings exact`() async throws {
    let folder = try TestFolder()
    try folder.write(photograph(), "in/photo.jpg")
    let colours = [[20, 30, 220], [230, 220, 40]]
    let checks = image(192, 192) { x, y, plane in
      colours[(x / 2 + y / 2) % 2][plane] + self.noise(x, y, plane)
    }
    try folder.write(checks, "in/checks.png")
    let letters = image(192, 192) { x, y, _ in (x * y % 13 == 3 && y % 16 < 11) ? 20 : 240 }
    try folder.write(letters, "in/letters.png")
    let (stored, report) = try await packed(folder)
    #expect(stored == ["photo.jpg": .latents, "checks.png": .blocks, "letters.png": .pixels])
    #expect(report.exactPictures == 1 && report.lossyFiles == 2)
    #expect(try folder.image("out/in/letters.png") == letters)
    #expect(psnr(checks, try folder.image("out/in/checks.png")) > 36)
    #expect(report.lowestName != nil)
  }

  @Test func `nothing but latents is stored for those who want them`() async throws {
    let folder = try TestFolder()
    try folder.write(Drawn.image(150, 140), "in/drawn.png")
    try folder.write(image(140, 140) { x, y, _ in x / 9 * 20 }, "in/steps.png")
    let (stored, _) = try await packed(folder) {
      ($0.latentsOnly, $0.keepsSmallerFiles) = (true, false)
    }
    #expect(Set(stored.values) == [.latents])
  }

  @Test func `quality beyond the highest level is reached by finer blocks`() async throws {
    let folder = try TestFolder()
    try folder.write(photograph(), "in/photo.jpg")
    let picture = try folder.image("in/photo.jpg")
    let part = image(128, 96) { x, y, plane in
      Int(picture.samples[3 * (y * picture.width + x) + plane])
    }
    try folder.write(part, "in/photo.jpg.png")
    for floor in [44.0, 50] {
      let (_, report) = try await packed(folder) {
        ($0.minimumPSNR, $0.keepsSmallerFiles) = (floor, false)
        $0.only = [folder.path("in/photo.jpg.png")]
      }
      let lowest = try #require(report.lowestPSNR)
      #expect(lowest >= floor && lowest < floor + 3)
    }
  }

  @Test func `loss saves a tenth at least`() async throws {
    let folder = try TestFolder()
    // Noise that hardly shrinks, by any codec at a fine quality.
    try folder.write(
      image(120, 120) { x, y, plane in 128 + 60 * self.noise(7 * x, 3 * y, plane) / 2 },
      "in/noise.png")
    for quality in [75.0, 100] {
      let (stored, report) = try await packed(folder) { $0.quality = quality }
      let size = try folder.read("in/noise.png").count
      if stored["noise.png"] ?? .pixels != .pixels {
        #expect(Double(report.archiveBytes) < 0.9 * Double(size) + 600)
      }
    }
  }

  @Test func `pixels of alpha 0 cost next to nothing, and do not count`() async throws {
    func stripes(hidden: Bool) -> Image {
      image(160, 160, .rgba) { x, y, plane in
        let isVisible = (x / 8 + y / 8) % 2 == 0
        if plane == 3 { return isVisible ? 255 : 0 }
        return isVisible || !hidden ? 40 + x + self.noise(x, y, plane) * 4 : 0
      }
    }
    var sizes: [Int] = []
    for hidden in [false, true] {
      let folder = try TestFolder()
      try folder.write(stripes(hidden: hidden), "in/mask.png")
      let (_, report) = try await packed(folder)
      sizes.append(report.archiveBytes)
      let decoded = try folder.image("out/in/mask.png")
      #expect(psnr(stripes(hidden: hidden), decoded) > 30)
    }
    // Black under the holes costs hardly more than colours that go on.
    #expect(sizes[1] < sizes[0] * 11 / 10)
  }

  @Test func `strips are coded without the rows that networks would add`() async throws {
    let folder = try TestFolder()
    try folder.write(image(20_000, 2) { x, y, plane in x % 97 * 2 + plane * 3 + y }, "in/wide.png")
    try folder.write(
      image(3, 9000) { x, y, plane in y % 251 + self.noise(x, y, plane) }, "in/tall.png")
    let (stored, report) = try await packed(folder) { $0.keepsSmallerFiles = false }
    #expect(stored.count == 2 && !stored.values.contains(.latents))
    #expect(report.problems.isEmpty)
    let (_, latents) = try await packed(folder) { $0.latentsOnly = true }
    #expect(latents.exactFiles == 2)
    #expect(latents.problems.allSatisfy { $0.message.contains("too narrow for latents") })
  }

  @Test func `any number of jobs chooses the same`() async throws {
    let folder = try TestFolder()
    for index in 0..<6 {
      let drawn = Drawn.image(60 + 31 * index, 70 + 13 * index, index % 2 == 0 ? .rgb : .rgba)
      try folder.write(drawn, "in/\(index).png")
    }
    _ = try await packed(folder) { $0.jobs = 1 }
    let one = try folder.read("a.aez")
    _ = try await packed(folder) { $0.jobs = 3 }
    #expect(try folder.read("a.aez") == one)
  }
}
