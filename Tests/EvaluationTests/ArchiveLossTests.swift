import Aezip
import Evaluation
import Foundation
import Images
import Testing

struct ArchiveLossTests {
  private func pack(
    _ folder: borrowing PictureFolder, into archive: [UInt8]
  ) async throws -> PackReport {
    var options = PackOptions()
    options.keepsSmallerFiles = false
    return try await Packer.pack([folder.bytes], into: archive, options: options)
  }

  private func loss(
    _ archive: [UInt8], against folder: borrowing PictureFolder
  ) async throws -> (loss: ArchiveLoss, problems: [Problem]) {
    try await ArchiveLoss.measure(
      Archive(path: archive), against: [folder.bytes], metric: nil, jobs: 2
    ) { _ in }
  }

  @Test func `pictures are measured as pack promised, files are found identical`() async throws {
    let folder = try PictureFolder()
    let place = try PictureFolder()
    try folder.addPicture("a.png", width: 90, height: 70)
    try folder.addPicture("b.png", width: 30, height: 40, channels: .rgba)
    try folder.write(Array("text".utf8), to: "c.txt")
    let archive = place.path(of: "x.aez")
    let packed = try await pack(folder, into: archive)
    let (loss, problems) = try await loss(archive, against: folder)
    #expect(problems.isEmpty, "\(problems)")
    #expect(loss.identicalFiles == 1)
    #expect(loss.pictures.count == 2)
    #expect(loss.originalBytes == packed.originalBytes)
    #expect(loss.archiveBytes == packed.archiveBytes)
    #expect(abs(try #require(loss.meanQuality.psnr) - (packed.meanPSNR ?? 0)) < 1e-9)
  }

  @Test func `originals may have moved to a folder of another name`() async throws {
    let folder = try PictureFolder()
    let place = try PictureFolder()
    let copy = try PictureFolder()
    try folder.addPicture("a.png")
    try copy.addPicture("a.png")
    let archive = place.path(of: "x.aez")
    _ = try await pack(folder, into: archive)
    let (loss, problems) = try await loss(archive, against: copy)
    #expect(problems.isEmpty, "\(problems)")
    #expect(loss.pictures.count == 1)
  }

  @Test func `what is missing, new or changed is named`() async throws {
    let folder = try PictureFolder()
    let place = try PictureFolder()
    for name in ["gone.png", "changed.png", "alpha.png", "same.png"] {
      try folder.addPicture(name, channels: .rgba)
    }
    try folder.write(Array("text".utf8), to: "text.txt")
    let archive = place.path(of: "x.aez")
    _ = try await pack(folder, into: archive)
    try FileManager.default.removeItem(atPath: folder.path + "/gone.png")
    try folder.addPicture("changed.png", width: 8, height: 8, channels: .rgba)
    try folder.addPicture("alpha.png", channels: .rgba, seed: 5)
    try folder.write(Array("texts".utf8), to: "text.txt")
    try folder.addPicture("new.png")
    let (loss, problems) = try await loss(archive, against: folder)
    #expect(loss.pictures.map(\.name).allSatisfy { $0.hasSuffix("/same.png") })
    #expect(loss.pictures.count == 1 && loss.identicalFiles == 0)
    for name in ["gone.png", "changed.png", "alpha.png", "text.txt", "new.png"] {
      #expect(problems.filter { $0.message.contains("/\(name): ") }.count == 1, "\(name)")
    }
  }

  @Test func `one original never stands for two files`() async throws {
    let place = try PictureFolder()
    for name in ["A", "B", "X"] {
      try FileManager.default.createDirectory(
        atPath: "\(place.path)/\(name)", withIntermediateDirectories: false)
      try place.addPicture("\(name)/1.png", seed: name == "B" ? 1 : 0)
    }
    var options = PackOptions()
    options.keepsSmallerFiles = false
    let archive = place.path(of: "x.aez")
    _ = try await Packer.pack(
      [place.path(of: "A"), place.path(of: "B")], into: archive, options: options)
    let (loss, problems) = try await ArchiveLoss.measure(
      Archive(path: archive), against: [place.path(of: "X")], metric: nil, jobs: 1
    ) { _ in }
    #expect(loss.pictures.isEmpty)
    #expect(problems.count == 3, "A/1.png and B/1.png are missing, X/1.png is new")
  }
}
