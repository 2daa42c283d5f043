import Aezip
import Evaluation
import Foundation
import Images
import Synchronization
import Testing

/// The whole way on small pictures of the codecs that are always there.
struct FolderReportTests {
  private static let conditions = MeasurementConditions(
    date: "2026-01-01", program: "aezip", machine: "a machine", toolchain: "Swift",
    command: "aezip report pictures")
  private static let programs: Set = ["webp", "avif", "jxl", "ssimulacra2"]

  private func run(
    _ folder: borrowing PictureFolder, cache: [UInt8]? = nil, jobs: Int = 2
  ) async throws -> FolderReport.Result {
    var plan = FolderReport(paths: [folder.bytes])
    plan.without = Self.programs
    plan.jobs = jobs
    plan.cache = cache
    return try await plan.run("pictures", conditions: Self.conditions) { _ in }
  }

  @Test func `pictures of mixed sizes and colours are measured by every codec`() async throws {
    let folder = try PictureFolder()
    try folder.addPicture("a.png", width: 90, height: 70)
    try folder.addPicture("b.png", width: 1, height: 1)
    try folder.addPicture("c.png", width: 33, height: 65, channels: .grey)
    try folder.addPicture("d.png", width: 64, height: 17, channels: .rgba)
    let result = try await run(folder)
    #expect(result.problems.isEmpty, "\(result.problems)")
    #expect(
      result.report.codecs.map(\.id) == [
        "aezip-prior", "aezip-zstd", "jpeg-420", "jpeg-444", "pca", "pca-basis", "pca-textbook",
      ])
    for codec in result.report.codecs {
      #expect(codec.points.count >= 8, "\(codec.id)")
      #expect(codec.points.allSatisfy { $0.pictures.count == 4 }, "\(codec.id)")
      let rates = codec.points.map(\.bitsPerPixel)
      #expect(rates == rates.sorted() && rates[0] > 0, "\(codec.id)")
    }
  }

  @Test func `all bytes of an archive are counted`() async throws {
    let folder = try PictureFolder()
    // What the pictures are called when they are measured.
    try FileManager.default.createDirectory(
      atPath: folder.path + "/p", withIntermediateDirectories: false)
    for number in 0..<3 {
      try folder.addPicture("p/\(number).png", width: 56, height: 48, seed: number)
    }
    let report = try await run(folder).report
    for (index, coder) in [EntropyCoder.prior, .zstd].enumerated() {
      var options = PackOptions()
      options.quality = 57
      options.coder = coder
      options.keepsSmallerFiles = false
      let packed = try await Packer.pack(
        [folder.path(of: "p")], into: folder.path(of: "\(coder).aez"), options: options)
      let point = try #require(
        report.codecs[index].points.first { $0.setting == "quality 57" })
      // Times of files differ, and with them what they are compressed to.
      #expect(abs(point.bytes - packed.archiveBytes) < 24)
      let psnr = try #require(point.quality.psnr)
      #expect(abs(psnr - (packed.meanPSNR ?? 0)) < 1e-9)
    }
  }

  @Test func `a second run measures nothing and says the same`() async throws {
    let folder = try PictureFolder()
    let cache = try PictureFolder()
    try folder.addPicture("a.png", width: 64, height: 64)
    let path = cache.path(of: "cache")
    let first = try await run(folder, cache: path).report
    let size = try cache.size(of: "cache")
    let again = try await run(folder, cache: path).report
    #expect(again == first)
    #expect(try cache.size(of: "cache") == size)
  }

  @Test func `a mistyped name is told before anything is measured`() async throws {
    let folder = try PictureFolder()
    try folder.addPicture("a.png")
    var plan = FolderReport(paths: [folder.bytes])
    plan.without = ["avfi"]
    await #expect(throws: MeasuringError.self) {
      try await plan.run("pictures", conditions: Self.conditions) { _ in Issue.record("too late") }
    }
    plan.without = []
    plan.anchor = "jpg"
    await #expect(throws: MeasuringError.self) {
      try await plan.run("pictures", conditions: Self.conditions) { _ in Issue.record("too late") }
    }
  }

  @Test func `shown pictures stand beside a JPEG of at least as many bytes`() async throws {
    let folder = try PictureFolder()
    for number in 0..<3 {
      try folder.addPicture("\(number).png", width: 64, height: 48, seed: number)
    }
    try folder.addPicture("large.png", width: 1100, height: 24, seed: 9)
    let result = try await run(folder)
    let shown = try await Showcase.pictures(10, of: result, jobs: 2)
    #expect(Set(shown.map(\.name)) == ["0.png", "1.png", "2.png", "large.png"])
    for picture in shown {
      #expect(picture.sides.map(\.label) == ["aezip", "JPEG", "original"])
      for side in picture.sides {
        let image = try ImageFile.read(side.bytes).image
        #expect(image.width == picture.width && image.height == picture.height)
      }
      #expect((picture.crop != nil) == (picture.name == "large.png"))
    }
    #expect(try await Showcase.pictures(2, of: result, jobs: 1).count == 2)
    #expect(try await Showcase.pictures(0, of: result, jobs: 1).isEmpty)
    _ = try ReportPage(report: result.report, comparisons: shown).render()
  }

  @Test func `two runs from nothing come to the same bytes, whatever the number of jobs`()
    async throws
  {
    let folder = try PictureFolder()
    for number in 0..<3 { try folder.addPicture("\(number).png", seed: number) }
    let first = try await run(folder).report
    #expect(try await run(folder, jobs: 1).report == first)
  }

  @Test func `a picture that goes while others are measured is named, whoever measures it`()
    async throws
  {
    for stage in ["aezip prior", "JPEG 4:2:0", "PCA, textbook"] {
      let folder = try PictureFolder()
      try folder.addPicture("a.png")
      try folder.addPicture("b.png", seed: 1)
      let path = folder.path + "/b.png"
      var plan = FolderReport(paths: [folder.bytes])
      plan.without = Self.programs
      do {
        _ = try await plan.run("pictures", conditions: Self.conditions) { state in
          if state.label == "measuring \(stage)" {
            try? FileManager.default.removeItem(atPath: path)
          }
        }
        Issue.record("\(stage): nothing was said")
      } catch MeasuringError.lost(let reason) {
        #expect(reason.contains("b.png"), "\(stage)")
      }
    }
  }

  @Test func `a link to a folder is the folder, folders may be called alike`() async throws {
    let place = try PictureFolder()
    for name in ["one", "two"] {
      try FileManager.default.createDirectory(
        atPath: "\(place.path)/\(name)/in", withIntermediateDirectories: true)
      try place.addPicture("\(name)/in/a.png")
    }
    try FileManager.default.createSymbolicLink(
      atPath: place.path + "/link", withDestinationPath: "one")
    let linked = try await PictureSet.scan([place.path(of: "link")], jobs: 1)
    #expect(linked.pictures.map(\.name) == [Array("in/a.png".utf8)])
    let both = try await PictureSet.scan(
      [place.path(of: "one/in"), place.path(of: "two/in/")], jobs: 1)
    #expect(both.pictures.map(\.name) == [Array("a.png".utf8), Array("a.png".utf8)])
  }
}
