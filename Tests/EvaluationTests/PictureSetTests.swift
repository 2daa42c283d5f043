import Evaluation
import Foundation
import Images
import Testing

struct PictureSetTests {
  @Test func `pictures are found in the order of their names, whatever else is there`()
    async throws
  {
    let folder = try PictureFolder()
    try folder.addPicture("b.png", width: 20, height: 10)
    try folder.addPicture("a.png", channels: .rgba, seed: 1)
    try folder.write(
      ImageFile.write(Picture(image: PictureFolder.image(width: 24, height: 24), format: .jpeg)),
      to: "c.jpg")
    try folder.write(Array("no picture".utf8), to: "notes.txt")
    let set = try await PictureSet.scan([folder.bytes], jobs: 2)
    #expect(set.pictures.map(\.name) == ["a.png", "b.png", "c.jpg"].map { Array($0.utf8) })
    #expect(set.pictures.map(\.width) == [40, 20, 24])
    #expect(set.pixels == 40 * 32 + 20 * 10 + 24 * 24)
    #expect(set.problems.isEmpty)
    #expect(set.notes.count == 3, "the text, the JPEG, the alpha: \(set.notes)")
    #expect(try set.pictures[0].load().channels == .rgb)
  }

  @Test func `a damaged picture is one line, and the others are measured`() async throws {
    let folder = try PictureFolder()
    try folder.addPicture("whole.png")
    var bytes = try ImageFile.write(
      Picture(image: PictureFolder.image(width: 64, height: 64), format: .png))
    bytes[bytes.count / 2] ^= 0x55
    try folder.write(bytes, to: "damaged.png")
    let set = try await PictureSet.scan([folder.bytes], jobs: 1)
    #expect(set.pictures.count == 1)
    #expect(set.problems.count == 1)
    #expect(set.problems[0].message.contains("damaged.png: "))
    #expect(!set.problems[0].message.contains("\n"))
  }

  @Test func `an empty folder, one of text, and one of ruins are told apart`() async throws {
    let folder = try PictureFolder()
    await #expect(throws: MeasuringError.noPictures(path: folder.path, files: 0)) {
      try await PictureSet.scan([folder.bytes], jobs: 1)
    }
    try folder.write(Array("text".utf8), to: "a.txt")
    try folder.write(Array("text".utf8), to: "b.png")
    await #expect(throws: MeasuringError.noPictures(path: folder.path, files: 2)) {
      try await PictureSet.scan([folder.bytes], jobs: 1)
    }
    let ruins = try PictureFolder()
    try ruins.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], to: "a.png")
    do {
      _ = try await PictureSet.scan([ruins.bytes], jobs: 1)
      Issue.record("a ruin was measured")
    } catch MeasuringError.nothingReadable(let first) {
      #expect(first.contains("a.png"))
    }
  }

  @Test func `a sample is spread over all pictures`() async throws {
    let folder = try PictureFolder()
    for number in 0..<10 { try folder.addPicture("\(number).png", seed: number) }
    let set = try await PictureSet.scan([folder.bytes], sample: 3, jobs: 2)
    #expect(
      set.pictures.map { String(decoding: $0.name, as: UTF8.self) } == ["0.png", "3.png", "6.png"])
    let all = try await PictureSet.scan([folder.bytes], sample: 30, jobs: 2)
    #expect(all.pictures.count == 10)
  }

  @Test func `a picture that changes after it was found is not measured as the other`()
    async throws
  {
    let folder = try PictureFolder()
    try folder.addPicture("a.png", seed: 1)
    let set = try await PictureSet.scan([folder.bytes], jobs: 1)
    try folder.addPicture("a.png", seed: 2)
    #expect(throws: MeasuringError.changed(name: "a.png")) { try set.pictures[0].load() }
  }
}
