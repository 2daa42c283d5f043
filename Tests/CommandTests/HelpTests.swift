import Foundation
import Testing

@Suite struct HelpTests {
  /// Set `UPDATE_SNAPSHOTS=1` to write the snapshots anew.
  static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1"

  @Test(arguments: [
    "", "pack", "unpack", "list", "cat", "info", "verify", "repair", "report", "compare", "search",
    "morph",
    "classify", "classify train", "classify predict", "sample", "denoise", "restore", "train",
    "model", "model show", "bench", "bench kernels", "bench pack", "bench unpack",
    "bench instructions", "bench pictures", "bench training", "bench search",
    "bench classify", "bench denoise", "bench restore", "attribute", "edit", "bench edit",
    "map", "inspect", "selftest",
  ])
  func `help is what the snapshot holds`(command: String) throws {
    try Sandbox.with { sandbox in
      let result = try sandbox.run("aezip \(command) --help")
      #expect(result.code == 0)
      #expect(result.errors == "")
      let name = ["aezip", command].joined(separator: command.isEmpty ? "" : " ")
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Snapshots/\(name.replacing(" ", with: "-")).txt")
      if Self.isUpdating { try Data(result.output.utf8).write(to: file) }
      let snapshot = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      #expect(result.output == snapshot)
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completion scripts are generated`(shell: String) throws {
    try Sandbox.with { sandbox in
      let result = try sandbox.run("aezip --generate-completion-script \(shell)")
      #expect(result.code == 0)
      #expect(result.output.contains("verify"))
    }
  }

  @Test func `the version is a line on standard output`() throws {
    try Sandbox.with { sandbox in
      let result = try sandbox.run("aezip --version")
      #expect(result.code == 0)
      #expect(result.output.split(separator: ".").count == 3)
    }
  }
}
