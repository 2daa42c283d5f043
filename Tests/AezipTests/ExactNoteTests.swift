import Aezip
import Foundation
import Images
import TestSupport
import Testing

/// What packing says of pictures that it stores byte for byte, and of floors.
@Suite struct ExactNoteTests {
  @Test func `pictures of one reason share a line`() async throws {
    let folder = try TestFolder()
    let image = Drawn.image(80, 60)
    try folder.write(image, "in/photo.png")
    for index in 0..<5 {
      let file = try ImageFile.write(Picture(image: image, format: .png))
      try folder.write(file + [1, UInt8(index)], "in/trailing-\(index).png")
    }
    try folder.write(ImageFile.jpeg(image, quality: 3, subsampling: .s420), "in/small.jpg")
    let (report, _) = try await PackUnpackTests.roundTrip(folder)
    let lines = report.problems.map { $0.message.replacing("\(folder.url.path)/", with: "") }
    // Whether the exact coder gains anything on a file of so few bytes is its own affair.
    let small = lines.filter { $0.hasPrefix("in/small.jpg: would come back as a larger file; ") }
    #expect(small.count == 1)
    #expect(
      lines.filter { !small.contains($0) } == [
        "in/trailing-0.png, in/trailing-1.png and 3 more: other data after the image, which the "
          + "codec does not take; stored exactly"
      ])
    #expect(report.problems.allSatisfy { $0.kind == nil })
  }

  @Test func `a floor can hold in each window`() async throws {
    let folder = try TestFolder()
    // Smooth, but for a corner of noise that most of the picture hides.
    var generator = SplitMix64(seed: 5)
    let samples = (0..<256 * 192).flatMap { index -> [UInt8] in
      let (x, y) = (index % 256, index / 256)
      let isNoise = x < 48 && y < 48
      return (0..<3).map { plane in
        isNoise
          ? UInt8.random(in: 60...190, using: &generator) : UInt8(60 + (x + y + 20 * plane) / 4)
      }
    }
    let image = Image(width: 256, height: 192, channels: .rgb, samples: samples)
    try folder.write(image, "in/a.png")
    var worst: [Double] = []
    for windows in [false, true] {
      let (report, _) = try await PackUnpackTests.roundTrip(folder) {
        ($0.minimumPSNR, $0.floorsWindows, $0.keepsSmallerFiles) = (36, windows, false)
      }
      #expect(report.lossyFiles == 1)
      var error = WindowError(width: 256, height: 192)
      error.add(image, try folder.image("out/in/a.png"))
      worst.append(decibels(error.largest))
    }
    #expect(worst[0] < 36 && worst[1] >= 36)
  }

  @Test func `windows need a floor`() async throws {
    let folder = try TestFolder()
    try folder.write(Drawn.image(40, 40), "in/a.png")
    await #expect(throws: AezipError.missing(.minimumPSNR, for: .windows)) {
      try await PackUnpackTests.roundTrip(folder) { $0.floorsWindows = true }
    }
  }
}
