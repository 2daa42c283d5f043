import Testing

@Suite struct SelfTestCommandTests {
  @Test func `selftest prints a line per archive and instruction set, and one digest`() throws {
    try Sandbox.with { sandbox in
      let result = try sandbox.run("aezip selftest")
      #expect(result.code == 0 && result.errors == "")
      let lines = result.output.split(separator: "\n")
      #expect(lines.dropLast().allSatisfy { $0.hasSuffix("  ok") })
      #expect(lines.contains { $0.contains("  generic  ") })
      let last = try #require(lines.last)
      #expect(last.hasPrefix("ok: ") && last.contains(", digest "))
      let digest = try #require(last.split(separator: " ").last)
      // Which instruction set does all other work does not matter.
      let json = try sandbox.run("AEZIP_ISA=generic aezip selftest --json")
      let report = try #require(try parsed(json.output) as? [String: Any])
      #expect(report["digest"] as? String == String(digest))
      #expect(report["isRight"] as? Bool == true)
      #expect((report["results"] as? [Any])?.count == lines.count - 1)
    }
  }
}
