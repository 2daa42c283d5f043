import Evaluation
import Foundation
import Images
import Testing

@Suite struct PictureComparisonTests {
  @Test func `folders are compared by names, then by names without extension`() async throws {
    let folder = try PairOfFolders()
    let image = waves(200, 170)
    try folder.write(image, .png, "a/same.png", "b/same.png")
    try folder.write(image, .png, "a/sub/photo.png")
    try folder.write(image, .jpeg, "b/sub/photo.jpg")
    // Which of two is meant nobody can tell.
    try folder.write(image, .png, "a/two.png")
    try folder.write(image, .jpeg, "b/two.jpg", "b/two.jpeg")
    try folder.write(Array("text".utf8), "a/text.txt", "b/text.txt")

    let comparison = try await folder.compare()
    #expect(
      comparison.pictures.map { String(decoding: $0.path, as: UTF8.self) } == [
        "same.png", "sub/photo.png",
      ])
    #expect(comparison.pictures.map(\.isEqual) == [true, false])
    #expect(comparison.equalFiles == 1)
    #expect(comparison.problems.count == 3)
    #expect(comparison.problems.allSatisfy { $0.message.contains("has no counterpart in ") })
    #expect(comparison.problems.allSatisfy { $0.message.contains("/two.") })
  }

  @Test func `in a mean equal pictures count as 60 dB, what has no number not at all`()
    async throws
  {
    let folder = try PairOfFolders()
    try folder.write(waves(200, 170), .png, "a/equal.png", "b/equal.png")
    try folder.write(waves(8, 8), .png, "a/tiny.png")
    try folder.write(waves(8, 8, shift: 1), .png, "b/tiny.png")
    let mean = try await folder.compare().mean
    let oneStep = 20 * log10(255.0)
    #expect(abs(try #require(mean.psnr) - (60 + oneStep) / 2) < 1e-9)
    #expect(mean.ssim == 1)
    #expect(mean.msSSIM == 1)
  }

  @Test func `other sizes are named, both of them`() async throws {
    let folder = try PairOfFolders()
    try folder.write(waves(20, 30), .png, "a/p.png")
    try folder.write(waves(30, 20), .png, "b/p.png")
    let comparison = try await folder.compare()
    #expect(comparison.pictures.isEmpty)
    let problem = try #require(comparison.problems.first)
    #expect(problem.message.contains("b/p.png: has 30 × 20 pixels, "))
    #expect(problem.message.contains("a/p.png has 20 × 30"))
    #expect(problem.kind != nil)
  }

  @Test func `alpha that differs is a note, opaque alpha is not`() async throws {
    let folder = try PairOfFolders()
    let image = waves(20, 20)
    let opaque = image.joined(withAlpha: Array(repeating: 255, count: 400))
    let clear = image.joined(withAlpha: Array(repeating: 7, count: 400))
    try folder.write(image, .png, "a/clear.png", "a/opaque.png")
    try folder.write(opaque, .png, "b/opaque.png")
    try folder.write(clear, .png, "b/clear.png")
    let comparison = try await folder.compare()
    #expect(comparison.pictures.map(\.isEqual) == [true, true])
    #expect(
      comparison.problems.map(\.message).map { $0.contains("b/clear.png: alpha differs") } == [true]
    )
    #expect(comparison.problems.allSatisfy { $0.kind == nil })
  }

  @Test func `grey is compared with colour`() async throws {
    let folder = try PairOfFolders()
    let grey = Image(
      width: 20, height: 20, channels: .grey, samples: (0..<400).map { UInt8($0 / 2) })
    try folder.write(grey, .png, "a/p.png")
    try folder.write(grey.inColour, .png, "b/p.png")
    let comparison = try await folder.compare()
    #expect(comparison.pictures.map(\.isEqual) == [true])
    #expect(comparison.problems.isEmpty)
  }

  @Test func `what is no picture must be equal`() async throws {
    let folder = try PairOfFolders()
    let cut = Array(try ImageFile.write(Picture(image: waves(40, 40), format: .png)).dropLast(99))
    try folder.write(cut, "a/cut-in-both.png", "b/cut-in-both.png")
    try folder.write(cut, "a/cut.png")
    try folder.write(waves(40, 40), .png, "b/cut.png")
    try folder.write([1, 2, 3], "a/data", "b/data")
    try folder.write([1, 2, 3], "a/other.x")
    try folder.write([1, 2, 4], "b/other.x")
    try folder.write([5], "a/stem.x")
    try folder.write([5], "b/stem.y")
    let comparison = try await folder.compare()
    #expect(comparison.pictures.isEmpty)
    #expect(comparison.equalFiles == 2)
    let expected = [
      "a/cut.png: cannot be compared with ", "b/other.x: differs from ",
      "a/stem.x: has no counterpart; ", "b/stem.y: has no counterpart; ",
    ]
    #expect(comparison.problems.count == expected.count)
    for (problem, words) in zip(comparison.problems, expected) {
      #expect(problem.message.contains(words), "\(problem.message)")
    }
  }

  @Test func `the number of jobs changes nothing`() async throws {
    let folder = try PairOfFolders()
    for number in 0..<9 {
      try folder.write(waves(60 + 20 * number, 50), .png, "a/\(number).png")
      try folder.write(waves(60 + 20 * number, 50, shift: number), .png, "b/\(number).png")
    }
    let (one, many) = (try await folder.compare(jobs: 1), try await folder.compare(jobs: 8))
    #expect(one.pictures.map(\.path) == many.pictures.map(\.path))
    #expect(one.pictures.map(\.quality) == many.pictures.map(\.quality))
  }

  @Test func `a file and a folder do not go together`() async throws {
    let folder = try PairOfFolders()
    try folder.write([1], "a/f", "b/f")
    let (file, other) = (folder.path("a/f"), folder.path("b"))
    await #expect(throws: ComparisonError.fileAgainstFolder(file: file, folder: other)) {
      try await PictureComparison.compare(file, with: other, jobs: 1)
    }
  }
}

/// Two folders, `a` and `b`, gone when the test is.
private final class PairOfFolders {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "aezip-\(UUID())")
    for name in ["a", "b"] {
      try FileManager.default.createDirectory(
        at: url.appending(path: name), withIntermediateDirectories: true)
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> [UInt8] { Array(url.appending(path: name).path.utf8) }

  func write(_ bytes: [UInt8], _ names: String...) throws {
    for name in names {
      let file = url.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
  }

  func write(_ image: Image, _ format: ImageFormat, _ names: String...) throws {
    for name in names {
      try write(ImageFile.write(Picture(image: image, format: format)), name)
    }
  }

  func compare(jobs: Int = 2) async throws -> PictureComparison {
    try await PictureComparison.compare(path("a"), with: path("b"), jobs: jobs)
  }
}

private func waves(_ width: Int, _ height: Int, shift: Int = 0) -> Image {
  let samples = (0..<width * height * 3).map { index in
    let (x, y) = (index / 3 % width, index / 3 / width)
    return UInt8(40 + (x * x / 7 + y * (index % 3 + 1)) % 100 + shift)
  }
  return Image(width: width, height: height, channels: .rgb, samples: samples)
}
