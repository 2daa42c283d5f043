import CPlatform
import Files
import TestSupport
import Testing

@Suite struct FileWalkTests {
  func archivePaths(
    _ arguments: [[UInt8]], excluding: [Glob] = []
  ) throws -> [String] {
    try FileWalk.walk(arguments, excluding: excluding).entries.map {
      String(decoding: $0.archivePath, as: UTF8.self)
    }
  }

  func plant(in folder: TemporaryFolder) throws {
    for name in ["a", "a/b", "a/b/c", "a/empty", "a.d"] { try folder.makeFolder(name) }
    for name in ["a/b/c/x", "a/b/y", "a/b.txt", "a.d/z", "a-b"] { try folder.write([1], to: name) }
  }

  @Test func `a directory comes before its content, and both before its longer siblings`() throws {
    try TemporaryFolder.with { folder in
      try plant(in: folder)
      #expect(
        try archivePaths([folder("a"), folder("a.d"), folder("a-b")]) == [
          "a", "a/b", "a/b/c", "a/b/c/x", "a/b/y", "a/b.txt", "a/empty", "a-b", "a.d", "a.d/z",
        ])
    }
  }

  @Test func `the order is that of the names, whatever that of the arguments`() throws {
    try TemporaryFolder.with { folder in
      try plant(in: folder)
      let forth = try FileWalk.walk([folder("a"), folder("a.d"), folder("a-b")])
      let back = try FileWalk.walk([folder("a-b"), folder("a.d"), folder("a")])
      #expect(forth == back)
    }
  }

  @Test func `names in the archive are those that cp would give`() throws {
    try TemporaryFolder.with { folder in
      try plant(in: folder)
      #expect(try archivePaths([folder("a/b/c")]) == ["c", "c/x"])
      #expect(try archivePaths([folder("a/b/c//")]) == ["c", "c/x"])
      #expect(try archivePaths([folder("a/b/c/.")]) == ["x"])
      #expect(try archivePaths([folder("a/b/c/..")]) == ["c", "c/x", "y"])
      #expect(try archivePaths([folder("a/b/y")]) == ["y"])
    }
  }

  @Test func `two files of one name are refused`() throws {
    try TemporaryFolder.with { folder in
      for name in ["p", "p/s", "q", "q/s"] { try folder.makeFolder(name) }
      #expect(
        throws: WalkError.sameName(
          archivePath: [0x73], first: folder("p/s"), second: folder("q/s"))
      ) {
        try FileWalk.walk([folder("p/s"), folder("q/s")])
      }
      try folder.write([], to: "q/x")
      #expect(throws: WalkError.self) { try FileWalk.walk([folder("q/."), folder("q/x")]) }
    }
  }

  @Test func `an argument that does not exist is refused, an empty one, too`() throws {
    let path = Array("/nonexistent/aezip".utf8)
    #expect(throws: WalkError.argument(SystemError(.inspect, path, code: ENOENT))) {
      try FileWalk.walk([path])
    }
    #expect(throws: WalkError.emptyArgument) { try FileWalk.walk([[]]) }
  }

  @Test func `links are entries, followed neither below a directory nor as an argument`() throws {
    try TemporaryFolder.with { folder in
      try folder.makeFolder("d")
      try folder.write([1, 2], to: "d/f")
      try folder.link("d/up", to: "..")
      try folder.link("d/dangling", to: "nowhere")
      try folder.link("l", to: "d")
      let entries = try FileWalk.walk([folder("d"), folder("l")]).entries
      #expect(
        entries.map(\.kind) == [
          .directory, .symlink(target: Array("nowhere".utf8)), .regular,
          .symlink(target: Array("..".utf8)), .symlink(target: Array("d".utf8)),
        ])
      #expect(entries.map(\.size) == [0, 0, 2, 0, 0])
      #expect(try archivePaths([folder("l/")]) == ["l", "l/dangling", "l/f", "l/up"])
    }
  }

  @Test func `pipes and sockets are left out and reported`() throws {
    try TemporaryFolder.with { folder in
      try folder.makeFolder("d")
      try #require(unsafe mkfifo(folder.cPath("d/p"), 0o600) == 0)
      try folder.write([1], to: "d/f")
      let walk = try FileWalk.walk([folder("d")])
      #expect(walk.entries.count == 2)
      #expect(walk.problems == [FileProblem(path: folder("d/p"), reason: .special(.pipe))])
      #expect(walk.problems[0].description.hasSuffix("d/p: is a pipe, left out"))
    }
  }

  @Test(.disabled(if: geteuid() == 0, "root may read everything"))
  func `a directory that cannot be read is reported, the rest found`() throws {
    try TemporaryFolder.with { folder in
      try folder.makeFolder("d")
      try folder.makeFolder("d/closed")
      try folder.write([1], to: "d/f")
      try #require(unsafe chmod(folder.cPath("d/closed"), 0) == 0)
      defer { _ = unsafe chmod(folder.cPath("d/closed"), 0o700) }
      let walk = try FileWalk.walk([folder("d")])
      #expect(walk.entries.count == 3)
      #expect(walk.problems.map(\.path) == [folder("d/closed")])
    }
  }

  @Test func `odd names come through byte by byte`() throws {
    try TemporaryFolder.with { folder in
      try folder.makeFolder("d")
      let names: [[UInt8]] = [
        [0x0A], Array(" a b ".utf8), Array("-rf".utf8), [0xE6, 0x97], [0xFF, 0xFE],
      ]
      for name in names { try folder.write([1], to: Array("d/".utf8) + name) }
      let entries = try FileWalk.walk([folder("d")]).entries
      #expect(entries.dropFirst().map { Array($0.archivePath.dropFirst(2)) } == names)
      for entry in entries.dropFirst() {
        #expect(try InputFile(path: entry.systemPath).readAll(limit: 1) == [1])
      }
    }
  }

  @Test func `excluded directories are not entered, the archive itself is left out`() throws {
    try TemporaryFolder.with { folder in
      try plant(in: folder)
      let excluded = [Glob("c"), Glob("*.txt"), Glob("a/empty")]
      #expect(try archivePaths([folder("a")], excluding: excluded) == ["a", "a/b", "a/b/y"])
      let output = try OutputFile(path: folder("a/out.aez"), replacing: false)
      let walk = try FileWalk.walk([folder("a")], skipping: [output.identity])
      #expect(walk.entries.count == 7)
      #expect(walk.problems.isEmpty)
    }
  }

  @Test func `mode, time and identity are those of the file`() throws {
    try TemporaryFolder.with { folder in
      try folder.write([1, 2, 3], to: "f")
      try #require(unsafe chmod(folder.cPath("f"), 0o4751) == 0)
      let entry = try #require(try FileWalk.walk([folder("f")]).entries.first)
      #expect(entry.mode == 0o4751)
      #expect(entry.size == 3)
      #expect(entry.stamp == (try InputFile(path: folder("f")).stamp))
    }
  }

  @Test func `300 levels are walked, and a path too long is a problem, not a failure`() throws {
    try TemporaryFolder.with { folder in
      var directory = try Directory(path: folder.path)
      for _ in 0..<300 {
        _ = try directory.makeDirectory(named: [0x64], mode: 0o755)
        directory = try directory.directory(named: [0x64])
      }
      #expect(try FileWalk.walk([folder("d")]).entries.count == 300)
      let long = [UInt8](repeating: 0x78, count: 200)
      for _ in 0..<25 {
        _ = try directory.makeDirectory(named: long, mode: 0o755)
        directory = try directory.directory(named: long)
      }
      let walk = try FileWalk.walk([folder("d")])
      #expect(walk.entries.count < 325)
      #expect(walk.problems.count == 1)
    }
  }
}
