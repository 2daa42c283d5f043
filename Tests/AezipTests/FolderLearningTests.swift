import Aezip
import Files
import Images
import Learning
import Networks
import TestSupport
import Testing
import Training

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
    let learning = try FolderLearning(
      inputs, options(), plan: LearningPlan(.steps(800), threads: 2))
    let (models, groups) = try await learning.learn()
    let group = try #require(groups.first)
    #expect(groups.count == 1 && group.files == 400 && group.shape?.text == "16x16x1")
    let kept = try #require(group.kept, "\(group)")
    #expect(kept.kind == .small)
    #expect(try #require(kept.bytes) < group.bytesBefore)
    let learned = models.added(to: options())
    let after = try await Packer.pack(inputs, into: scratch.path(of: "a.aez"), options: learned)
    #expect(after.archiveBytes < before.archiveBytes)
    #expect(after.lossyFiles + after.exactFiles == 406)
    let archive = try Archive(path: scratch.path(of: "a.aez"))
    #expect(archive.version == "1.8")
    // What the prior says, and what frames and streams take beside codes.
    let rates = try await archive.rates()
    #expect(Double(rates.priorBytes) < 1.01 * rates.idealBits / 8 + 200)
    // What comes back needs nothing but the archive, and is as good as was promised.
    let unpacked = try await archive.unpack(into: scratch.path(of: "out"))
    #expect(unpacked.problems.isEmpty)
    var sum = 0.0
    for index in 0..<400 {
      let copy = try ImageFile.read(scratch.read("out/in/\(index).png")).image
      sum += psnr(Discs.image(index, side: 16), copy)
    }
    #expect(sum / 400 >= group.target)
    #expect(try scratch.read("out/in/notes.txt") == Array("some text".utf8))
  }

  @Test func `the same is learned, and comes back, of an archive that is protected`() async throws {
    let inputs = [scratch.path(of: "in")]
    var protected = options()
    (protected.passphrase, protected.redundancy) = ("secret", 10)
    protected.signingKey = Array(
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIFIq4svdOScMLfd4Ch8T29AmBCt3GwyEreELr5LbblUM
      -----END PRIVATE KEY-----
      """.utf8)
    for (name, options) in [("plain", options()), ("protected", protected)] {
      let learning = try FolderLearning(
        inputs, options, plan: LearningPlan(.steps(500), threads: 2))
      let (models, groups) = try await learning.learn()
      #expect(groups.first?.kept != nil, "\(groups)")
      let path = scratch.path(of: "\(name).aez")
      _ = try await Packer.pack(inputs, into: path, options: models.added(to: options))
      let archive = try Archive(path: path, passphrase: "secret")
      #expect(try archive.redundancy?.percent == options.redundancy)
      #expect(try (archive.checkSignature() == nil) == (options.signingKey == nil))
      #expect(try await archive.unpack(into: scratch.path(of: name)).problems.isEmpty)
    }
    for index in 0..<400 {
      let name = "in/\(index).png"
      #expect(try scratch.read("plain/\(name)") == scratch.read("protected/\(name)"), "\(name)")
    }
  }

  @Test func `few pictures are not learned from`() async throws {
    try scratch.makeFolder("few")
    for index in 0..<LearningPlan.fewest - 1 {
      try scratch.write(Discs.file(index, side: 16), to: "few/\(index).png")
    }
    let learning = try FolderLearning(
      [scratch.path(of: "few")], options(), plan: LearningPlan(.steps(10), threads: 1))
    let (models, groups) = try await learning.learn()
    #expect(models.isEmpty && groups.isEmpty)
  }

  /// A photo model of hardly any size that knows nothing of pictures.
  private static func untrained() throws -> [UInt8] {
    let sizes = try PhotoConfiguration(metadata: [
      "format": "aezip-photo", "M": "32", "N": "16", "C": "16", "H": "8", "levels": "2",
      "blocks_analysis": "1", "blocks_synthesis": "1",
    ])
    return try PhotoWeights(sizes, components: nil, lambdas: [0.0067, 0.0483], seed: 1).file()
  }

  @Test func `the photo model is adapted to pictures of many sizes where that pays`() async throws {
    try scratch.makeFolder("many")
    for index in 0..<30 {
      try scratch.write(Discs.file(index, side: 90 + index, .rgb), to: "many/\(index).png")
    }
    let inputs = [scratch.path(of: "many")]
    var options = options()
    options.model = try Self.untrained()
    (options.keepsSmallerFiles, options.latentsOnly) = (false, true)
    let learning = try FolderLearning(inputs, options, plan: LearningPlan(.steps(60), threads: 2))
    let (models, groups) = try await learning.learn()
    let group = try #require(groups.first)
    #expect(groups.count == 1 && group.files == 30 && group.shape == nil)
    #expect(group.candidates.map(\.kind) == [.adapted])
    let kept = try #require(group.kept, "\(group)")
    let report = try await Packer.pack(
      inputs, into: scratch.path(of: "m.aez"), options: models.added(to: options))
    #expect(report.archiveBytes < group.bytesBefore)
    // The folder itself is not judged.
    #expect(report.archiveBytes - (kept.bytes ?? 0) < 256)
    #expect(try #require(report.meanPSNR) >= group.target)
    let archive = try Archive(path: scratch.path(of: "m.aez"))
    #expect(archive.version == "1.8" && archive.modelNames.map(\.isEmbedded) == [true, true])
    #expect(try await archive.verify().problems.isEmpty)
  }

  @Test func `what is adapted but larger is not kept`() async throws {
    try scratch.makeFolder("many")
    for index in 0..<3 {
      try scratch.write(Discs.file(index, side: 70 + index, .rgb), to: "many/\(index).png")
    }
    var options = options()
    options.model = try Self.untrained()
    options.keepsSmallerFiles = false
    let learning = try FolderLearning(
      [scratch.path(of: "many")], options, plan: LearningPlan(.steps(1), threads: 1))
    let (models, groups) = try await learning.learn()
    #expect(models.isEmpty && groups.first?.kept == nil && groups.first?.candidates.count == 1)
  }
}
