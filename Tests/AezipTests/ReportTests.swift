import Aezip
import Bytes
import Container
import Foundation
import Testing

/// What a user is told of one file while the rest goes on.
@Suite struct ReportTests {
  @Test func `a link that cannot be unpacked is named when it is packed`() async throws {
    let folder = try TestFolder()
    try folder.write(Array("x".utf8), "in/file")
    for (name, target) in [("out", "/etc/passwd"), ("up", "../.."), ("inside", "file")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: "in/\(name)").path, withDestinationPath: target)
    }
    let packed = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"))
    #expect(packed.links == 3 && packed.problems.count == 2)
    #expect(packed.problems.allSatisfy { $0.kind == nil })
    let report = try await Archive(path: folder.path("a.aez")).unpack(into: folder.path("o"))
    #expect(report.links == 1 && report.problems.map(\.kind) == [.misuse, .misuse])
  }

  @Test func `a pattern that nothing matches is named though others match`() async throws {
    let folder = try TestFolder()
    try folder.write(Array("x".utf8), "in/a.txt")
    _ = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"))
    var options = UnpackOptions()
    options.patterns = ["a.txt", "*zz"]
    let report = try await Archive(path: folder.path("a.aez")).unpack(
      into: folder.path("o"), options: options)
    #expect(report.exactFiles == 1 && report.problems.count == 1)
    #expect(report.problems[0].message.contains("*zz"))
  }

  @Test func `nothing to pack says why`() async throws {
    let folder = try TestFolder()
    let pipe = folder.url.appending(path: "pipe").path
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    await #expect {
      try await Packer.pack([Array(pipe.utf8)], into: folder.path("a.aez"))
    } throws: {
      "\($0)".contains("pipe")
    }
    #expect(!folder.exists("a.aez"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/cpuinfo")))
  func `a file that claims to be empty is read to its end`() async throws {
    let folder = try TestFolder()
    _ = try await Packer.pack([Array("/proc/cpuinfo".utf8)], into: folder.path("a.aez"))
    let report = try await Archive(path: folder.path("a.aez")).unpack(into: folder.path("o"))
    #expect(report.exactFiles == 1 && report.bytes > 0)
  }

  @Test func `a model's name cannot move the terminal's cursor`() async throws {
    let model = ArchiveModel(name: "\u{1B}[31mred\nline", digest: Digest(of: [1]))
    var writer = try ArchiveWriter(into: [UInt8](), models: [model])
    let folder = try TestFolder()
    try folder.write(try writer.finish(), "a.aez")
    let names = try Archive(path: folder.path("a.aez")).modelNames.map(\.name)
    #expect(names == [#"\x1B[31mred\nline"#])
  }
}
