import Evaluation
import Foundation
import Images
import Testing

struct ReportAssemblyTests {
  private static let conditions = MeasurementConditions(
    date: "2026-01-01", program: "aezip", machine: "a machine", toolchain: "Swift",
    command: "aezip report pictures")

  private func report(
    _ folder: borrowing PictureFolder, _ codecs: [FakeCodec], anchor: String = "fake",
    published: [CodecCurve] = []
  ) async throws -> Report {
    let set = try await PictureSet.scan([folder.bytes], jobs: 1)
    let measurer = Measurer(set, cache: try MeasurementCache.open(nil), metric: nil, jobs: 2)
    var measured: [MeasuredCodec] = []
    for codec in codecs { measured.append(try await measurer.measure(codec) { _ in }) }
    return try Report(
      "pictures", Self.conditions, of: set, codecs: measured, published: published,
      anchor: anchor)
  }

  @Test func `rates count all bytes over all pixels, qualities are means over pictures`()
    async throws
  {
    let folder = try PictureFolder()
    try folder.addPicture("a.png", width: 40, height: 32)
    try folder.addPicture("b.png", width: 10, height: 10)
    let report = try await report(folder, [FakeCodec(settings: 3, sharedBytes: 11)])
    let points = report.codecs[0].points
    #expect(points.map(\.setting) == ["setting 3", "setting 2", "setting 1"], "by rate")
    #expect(points[2].bytes == 1380 + 11)
    #expect(points[2].bitsPerPixel == Double(8 * 1391) / 1380)
    #expect(points[2].pictures.map(\.bytes) == [1280 + 6, 100 + 6], "an equal share each")
    let psnr = 10 * log10(255.0 * 255)
    #expect(abs(try #require(points[2].quality.psnr) - psnr) < 1e-9)
    #expect(report.codecs[0].bdRate.psnr == 0)
  }

  @Test func `half the bytes at the same quality are a BD-rate of minus one half`() async throws {
    let folder = try PictureFolder()
    try folder.addPicture("a.png")
    var report = try await report(folder, [FakeCodec(settings: 4)])
    var half = report.codecs[0]
    half.id = "half"
    for index in half.points.indices { half.points[index].bitsPerPixel /= 2 }
    report = try await self.report(folder, [FakeCodec(settings: 4)], published: [half])
    #expect(abs(try #require(report.codecs[1].bdRate.psnr) + 0.5) < 1e-12)
  }

  @Test func `a picture that comes back without loss counts as 60 dB, and that is said`()
    async throws
  {
    let folder = try PictureFolder()
    try folder.addPicture("a.png", width: 20, height: 10)
    try folder.addPicture("b.png", width: 30, height: 30)
    let report = try await report(folder, [FakeCodec(settings: 2, exact: 0)])
    let point = report.codecs[0].points[0]
    #expect(point.setting == "setting 2" && point.pictures[0].quality.psnr == nil)
    let lossy = try #require(point.pictures[1].quality.psnr)
    #expect(abs(try #require(point.quality.psnr) - (60 + lossy) / 2) < 1e-9)
    #expect(point.bytes == 100 + 450)
    #expect(report.notes.contains { $0.hasPrefix("1 picture came back without loss") })
  }

  @Test func `an anchor that was not measured is an error that names those that were`()
    async throws
  {
    let folder = try PictureFolder()
    try folder.addPicture("a.png")
    await #expect(throws: MeasuringError.noAnchor("jpeg-420", known: ["fake"])) {
      try await report(folder, [FakeCodec()], anchor: "jpeg-420")
    }
  }

  @Test func `JSON holds all of the report`() async throws {
    let folder = try PictureFolder()
    try folder.addPicture("a.png")
    let report = try await report(folder, [FakeCodec(), FakeCodec(id: "other", sharedBytes: 3)])
    let read = try JSONDecoder().decode(Report.self, from: Data(report.json()))
    #expect(read == report)
  }

  @Test func `no name in CSV is a formula of a spreadsheet`() async throws {
    let folder = try PictureFolder()
    for start in ["=1+2", "+1", "-1", "@sum"] { try folder.addPicture("\(start).png") }
    let csv = try await report(folder, [FakeCodec()]).csv
    let fields = csv.split(separator: "\r\n").flatMap { $0.split(separator: ",") }
    #expect(Set(fields.filter { $0.hasPrefix("'") && $0.hasSuffix(".png") }).count == 4)
    #expect(!fields.contains { $0.hasSuffix(".png") && "=+-@".contains($0.first ?? " ") })
  }

  @Test func `CSV has a line a measurement, whatever pictures are called`() async throws {
    let folder = try PictureFolder()
    try folder.addPicture("with, \"quotes\".png")
    try folder.addPicture("plain.png")
    let csv = try await report(folder, [FakeCodec(settings: 2)]).csv
    let lines = csv.split(separator: "\r\n")
    #expect(lines.count == 1 + 2 * 3)
    #expect(lines.allSatisfy { !$0.contains("\n") })
    let quoted = lines.filter { $0.contains("\"with, \"\"quotes\"\".png\"") }
    #expect(quoted.count == 2)
    let fields = lines[0].split(separator: ",").count
    #expect(
      lines.filter { !$0.contains("quotes") }.allSatisfy {
        $0.split(separator: ",", omittingEmptySubsequences: false).count == fields
      })
  }
}
