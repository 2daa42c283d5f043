import Archiver
import Files
import Images
import Learning
import Networks
import Testing

@Suite struct FolderLearningTests {
  let scratch: ScratchFolder

  /// A folder of many like pictures, some of another size, and a file that is none.
  init() throws {
    scratch = try ScratchFolder()
    try scratch.makeFolder("in")
    for index in 0..<400 {
      try scratch.write(Discs.file(index, side: 16), to: "in/\(index).png")
    }
    for index in 0..<5 {
      try scratch.write(Discs.file(index, side: 40, .rgb), to: "in/large-\(index).png")
    }
    try scratch.write(Array("some text".utf8), to: "in/notes.txt")
  }

  func options() -> PackOptions {
    var options = PackOptions()
    options.quality = 20
    options.jobs = 2
    return options
  }

  @Test func `a model of like pictures is kept where the archive gets smaller at equal PSNR`()
    async throws
  {
    let inputs = [scratch.path(of: "in")]
    var plain = options()
    plain.keepsSmallerFiles = false
    let before = try await Packer.pack(inputs, into: scratch.path(of: "plain.aez"), options: plain)
    let learning = try FolderLearning(options(), plan: LearningPlan(.steps(800), threads: 2))
    let (models, groups) = try await learning.learn(inputs)
    let group = try #require(groups.first)
    #expect(groups.count == 1 && group.files == 400 && group.shape.text == "16x16x1")
    #expect(group.outcome == .kept, "\(group)")
    #expect(try #require(group.bytesAfter) < group.bytesBefore)
    var learned = options()
    learned.learned = models
    let after = try await Packer.pack(inputs, into: scratch.path(of: "a.aez"), options: learned)
    #expect(after.archiveBytes < before.archiveBytes)
    #expect(after.lossyFiles + after.exactFiles == 406)
    // What comes back needs nothing but the archive, and is as good as was promised.
    let unpacked = try await Archive(path: scratch.path(of: "a.aez"))
      .unpack(into: scratch.path(of: "out"))
    #expect(unpacked.problems.isEmpty)
    var sum = 0.0
    for index in 0..<400 {
      let copy = try ImageFile.read(scratch.read("out/in/\(index).png")).image
      sum += psnr(Discs.image(index, side: 16), copy)
    }
    #expect(sum / 400 >= group.target)
    #expect(try scratch.read("out/in/notes.txt") == Array("some text".utf8))
  }

  @Test func `few pictures are not learned from`() async throws {
    try scratch.makeFolder("few")
    for index in 0..<LearningPlan.fewest - 1 {
      try scratch.write(Discs.file(index, side: 16), to: "few/\(index).png")
    }
    let learning = try FolderLearning(options(), plan: LearningPlan(.steps(10), threads: 1))
    let (models, groups) = try await learning.learn([scratch.path(of: "few")])
    #expect(models.isEmpty && groups.isEmpty)
  }
}
