import Foundation
import Testing

@Suite struct ReportTests {
  @Test func `JSON is all there is on standard output`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let packed = try sandbox.run("aezip pack --json in a.aez --quality 20")
      let report = try #require(try parsed(packed.output) as? [String: Any])
      #expect(report["quality"] as? Double == 20)
      #expect(report["archive"] as? String == "a.aez")
      let listed = try sandbox.run("aezip list --json a.aez")
      let objects = try #require(try parsed(listed.output) as? [[String: Any]])
      #expect(objects.count == 13)
      #expect(objects.contains { $0["path"] as? String == "in/a b/two\nlines" })
      #expect(objects.contains { $0["linkTarget"] as? String == "sub/grey.png" })
      for command in ["info", "info --rates", "verify", "unpack -C out"] {
        let result = try sandbox.run("aezip \(command) --json a.aez")
        #expect(result.code == 0)
        #expect(try parsed(result.output) is [String: Any])
      }
    }
  }

  @Test func `JSON of many objects, written part by part, is one array`() throws {
    try Sandbox.with { sandbox in
      let listed = try sandbox.run(
        """
        mkdir in && cd in && seq 100000 109000 | xargs touch && cd .. &&
        aezip pack -q in a.aez && aezip list --json a.aez
        """)
      let objects = try #require(try parsed(listed.output) as? [[String: Any]])
      let names = objects.compactMap { $0["path"] as? String }
      let files: [String] = (0...9000).map { "in/\(100_000 + $0)" }
      #expect(names == ["in"] + files)
    }
  }

  @Test func `the kernel benchmark reports as JSON`() throws {
    try Sandbox.with { sandbox in
      // The portable kernels would take long.
      let calls = ["avx512", "avx2", "neon"].map {
        "aezip bench kernels --json --rounds 1 --isa \($0) 2>/dev/null"
      }
      let result = try sandbox.run(calls.joined(separator: " || "))
      guard result.code == 0 else { return }
      let sets = try #require(try parsed(result.output) as? [[String: Any]])
      #expect(try #require(sets.first?["peakBest"] as? Double) > 0)
    }
  }

  @Test func `quiet commands print nothing`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let result = try sandbox.run(
        """
        aezip pack -q in a.aez --quality 20 && aezip unpack -q a.aez -C out &&
        aezip verify -q a.aez
        """)
      #expect(result.code == 0)
      #expect(result.output == "")
      #expect(result.errors == "")
    }
  }

  @Test(.enabled(if: hasPseudoTerminal, "no pseudo-terminal to be had"))
  func `progress is drawn on a terminal and wiped away`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let result = try sandbox.run(
        #"script -qec "$AEZIP_PROGRAM pack in a.aez --quality 20 -j 1" /dev/null"#)
      #expect(result.code == 0)
      #expect(result.output.contains("packing: "))
      #expect(result.output.contains("\r\u{1B}[K"))
    }
  }

  @Test func `info names the model and the qualities`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      let result = try sandbox.run("aezip info a.aez")
      #expect(result.code == 0)
      #expect(result.output.contains(", built in\n"))
      #expect(result.output.contains("quality 30.36 (level 2.13), coder prior"))
    }
  }

  @Test func `verify finds an archive intact`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      let result = try sandbox.run("aezip verify a.aez")
      #expect(result.code == 0)
      #expect(result.output == "a.aez: intact: 1 lossy picture, 1 lossless file\n")
      #expect(try sandbox.names() == ["a.aez"])
    }
  }

  @Test func `a reader that goes early is no error to report`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      let result = try sandbox.run("aezip list a.aez | true; aezip list a.aez | head -n 1")
      #expect(result.code == 0)
      #expect(result.errors == "")
    }
  }
}

/// Whether `script` is there and the system gives it a terminal, which a bare chroot does not.
private let hasPseudoTerminal: Bool = {
  let probe = Process()
  probe.executableURL = URL(filePath: "/usr/bin/script")
  probe.arguments = ["-qec", "true", "/dev/null"]
  probe.standardOutput = FileHandle.nullDevice
  probe.standardError = FileHandle.nullDevice
  guard (try? probe.run()) != nil else { return false }
  probe.waitUntilExit()
  return probe.terminationStatus == 0
}()
