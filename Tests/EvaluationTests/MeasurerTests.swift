import Evaluation
import Foundation
import Images
import Testing

struct MeasurerTests {
  private func measure(
    _ codec: FakeCodec, _ set: PictureSet, cache: [UInt8]? = nil
  ) async throws -> MeasuredCodec {
    try await Measurer(set, cache: MeasurementCache.open(cache), metric: nil, jobs: 2)
      .measure(codec) { _ in }
  }

  @Test func `each picture is measured at each setting`() async throws {
    let folder = try PictureFolder()
    try folder.addPicture("a.png")
    try folder.addPicture("b.png", width: 10, height: 10)
    let set = try await PictureSet.scan([folder.bytes], jobs: 1)
    let measured = try await measure(FakeCodec(sharedBytes: 7), set)
    #expect(measured.settings.map(\.name) == ["setting 1", "setting 2"])
    #expect(measured.settings.map { $0.pictures.map(\.bytes) } == [[1280, 100], [640, 50]])
    #expect(measured.settings.map(\.sharedBytes) == [7, 7])
    let psnr = try #require(measured.settings[1].pictures[0].quality.psnr)
    #expect(abs(psnr - 10 * log10(255.0 * 255 / 4)) < 1e-9)
    #expect(measured.settings[1].pictures[1].quality.ssim == nil, "too small")
  }

  @Test func `what was measured before an interrupt is not measured again`() async throws {
    let folder = try PictureFolder()
    for number in 0..<4 { try folder.addPicture("\(number).png", seed: number) }
    let set = try await PictureSet.scan([folder.bytes], jobs: 1)
    let cache = folder.path(of: "cache")
    let interrupted = FakeCodec(limit: 6)
    await #expect(throws: FakeCodec.Exhausted.self) {
      try await measure(interrupted, set, cache: cache)
    }
    let codec = FakeCodec()
    let resumed = try await measure(codec, set, cache: cache)
    #expect(codec.coded.withLock { $0 } == 2)
    let fresh = try await measure(FakeCodec(), set)
    #expect(resumed.settings.map(\.pictures) == fresh.settings.map(\.pictures))
  }

  @Test func `other content or other settings are measured anew`() async throws {
    let folder = try PictureFolder()
    try folder.addPicture("a.png", seed: 1)
    try folder.addPicture("b.png", seed: 2)
    let cache = folder.path(of: "cache")
    let set = try await PictureSet.scan([folder.bytes], jobs: 1)
    _ = try await measure(FakeCodec(), set, cache: cache)
    let other = FakeCodec(about: "another version")
    _ = try await measure(other, set, cache: cache)
    #expect(other.coded.withLock { $0 } == 4)
    try folder.addPicture("a.png", seed: 3)
    let changed = FakeCodec()
    _ = try await measure(
      changed, PictureSet.scan([folder.bytes], jobs: 1), cache: cache)
    #expect(changed.coded.withLock { $0 } == 2, "only the changed one, at two settings")
  }

  @Test func `a codec that learns from all pictures begins anew when one of them changes`()
    async throws
  {
    let folder = try PictureFolder()
    try folder.addPicture("a.png", seed: 1)
    try folder.addPicture("b.png", seed: 2)
    let cache = folder.path(of: "cache")
    let set = try await PictureSet.scan([folder.bytes], jobs: 1)
    _ = try await measure(FakeCodec(learnsFromAll: true), set, cache: cache)
    try folder.addPicture("b.png", seed: 3)
    let codec = FakeCodec(learnsFromAll: true)
    let changed = try await PictureSet.scan([folder.bytes], jobs: 1)
    _ = try await measure(codec, changed, cache: cache)
    #expect(codec.coded.withLock { $0 } == 4)
    let again = FakeCodec(learnsFromAll: true)
    _ = try await measure(again, changed, cache: cache)
    #expect(again.coded.withLock { $0 } == 0)
  }

  @Test func `a cache cut short, or full of nonsense, costs only what was lost`() async throws {
    let folder = try PictureFolder()
    for number in 0..<3 { try folder.addPicture("\(number).png", seed: number) }
    let set = try await PictureSet.scan([folder.bytes], jobs: 1)
    let cache = folder.path(of: "cache")
    _ = try await measure(FakeCodec(settings: 1), set, cache: cache)
    let url = URL(fileURLWithPath: String(decoding: cache, as: UTF8.self))
    let whole = try Data(contentsOf: url)
    let lines = whole.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 5, "a header, three pictures and what they share")
    try (lines[0] + Data("\n".utf8) + lines[1] + Data("\nnonsense\n".utf8) + lines[2].dropLast(5))
      .write(to: url)
    let codec = FakeCodec(settings: 1)
    _ = try await measure(codec, set, cache: cache)
    #expect(codec.coded.withLock { $0 } == 2)
    let again = FakeCodec(settings: 1)
    _ = try await measure(again, set, cache: cache)
    #expect(again.coded.withLock { $0 } == 0)
  }

  @Test func `nothing but a file of measurements is ever written to`() throws {
    let folder = try PictureFolder()
    try folder.addPicture("a.png")
    let picture = try folder.content(of: "a.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: "a.png")
    #expect(throws: MeasuringError.self) {
      try MeasurementCache.open(folder.path(of: "a.png"))
    }
    #expect(throws: (any Error).self) { try MeasurementCache.open(folder.path(of: "link")) }
    #expect(try folder.content(of: "a.png") == picture)
  }

  @Test func `two runs do not share a file of measurements at a time`() throws {
    let folder = try PictureFolder()
    let path = folder.path(of: "cache")
    let first = try MeasurementCache.open(path)
    #expect(throws: MeasuringError.self) { try MeasurementCache.open(path) }
    withExtendedLifetime(first) {}
  }
}
