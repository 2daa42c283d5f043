import CPlatform
import Files
import TestSupport
import Testing

@Suite struct OutputFileTests {
  @Test(arguments: [0, 1, 300_000])
  func `content appears with commit, not before`(count: Int) throws {
    try TemporaryFolder.with { folder in
      let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) }
      let file = try OutputFile(path: folder("out"), replacing: false)
      for start in stride(from: 0, to: count, by: 70_001) {
        try file.append(Array(content[start..<min(start + 70_001, count)]))
      }
      let identity = try file.identity
      #expect(try folder.status(of: "out") == nil)
      try file.commit()
      #expect(try folder.content(of: "out") == content)
      #expect(try folder.status(of: "out")?.stamp.identity == identity)
      #expect(try folder.names() == ["out"])
    }
  }

  @Test func `a file given up leaves nothing, by whichever way`() throws {
    try TemporaryFolder.with { folder in
      let abandoned = try OutputFile(path: folder("out"), replacing: false)
      try abandoned.append([1])
      let names = try folder.names()
      // Most file systems of Linux have files without a name.
      #expect(names.allSatisfy { $0.hasPrefix(".out.aezip-") } && names.count <= 1)
      abandoned.abandon()
      #expect(try folder.names() == [])
      do { _ = try OutputFile(path: folder("out"), replacing: false) }
      #expect(try folder.names() == [])
    }
  }

  @Test func `an existing file is kept unless it may be replaced`() throws {
    try TemporaryFolder.with { folder in
      try folder.write([1], to: "out")
      #expect(throws: OutputError.exists(path: folder("out"))) {
        try OutputFile(path: folder("out"), replacing: false)
      }
      let file = try OutputFile(path: folder("out"), replacing: true)
      try file.append([2])
      #expect(try folder.content(of: "out") == [1])
      try file.commit()
      #expect(try folder.content(of: "out") == [2])
    }
  }

  @Test func `a file that appears meanwhile is kept`() throws {
    try TemporaryFolder.with { folder in
      let file = try OutputFile(path: folder("out"), replacing: false)
      try folder.write([1], to: "out")
      #expect(throws: OutputError.exists(path: folder("out"))) { try file.commit() }
      #expect(try folder.content(of: "out") == [1])
      #expect(try folder.names() == ["out"])
    }
  }

  @Test func `what is no regular file is never replaced`() throws {
    try TemporaryFolder.with { folder in
      try folder.makeFolder("d")
      try folder.link("null", to: "/dev/null")
      for path in [folder("d"), folder("null"), folder(""), folder("d/."), Array("/dev/null".utf8)]
      {
        #expect(throws: OutputError.notRegular(path: path)) {
          try OutputFile(path: path, replacing: true)
        }
      }
    }
  }

  @Test(arguments: Directory.ExclusiveRename.allCases)
  func `every way to an unused name keeps what is there`(way: Directory.ExclusiveRename) throws {
    #if !os(macOS)
      if way == .rename { return }
    #endif
    try TemporaryFolder.with { folder in
      let directory = try Directory(path: folder.path)
      try folder.write([1], to: "new")
      try folder.write([2], to: "old")
      #expect(throws: SystemError(.rename, folder("old"), code: EEXIST).pathOnly) {
        do throws(SystemError) {
          try directory.rename(Array("new".utf8), toUnused: Array("old".utf8), ways: [way])
        } catch {
          throw error.pathOnly
        }
      }
      #expect(try folder.content(of: "old") == [2])
      try directory.rename(Array("new".utf8), toUnused: Array("fresh".utf8), ways: [way])
      #expect(try folder.names() == ["fresh", "old"])
      #expect(try folder.content(of: "fresh") == [1])
    }
  }

  @Test func `the permissions are those the umask leaves`() throws {
    try TemporaryFolder.with { folder in
      try folder.write([], to: "usual")
      try OutputFile(path: folder("out"), replacing: false).commit()
      try OutputFile(path: folder("private"), replacing: false, mode: 0o600).commit()
      #expect(try folder.status(of: "out")?.mode == folder.status(of: "usual")?.mode)
      #expect(try folder.status(of: "private")?.mode == 0o600)
    }
  }

  @Test func `a long name leaves room for the temporary one`() throws {
    try TemporaryFolder.with { folder in
      let name = String(repeating: "é", count: 127)
      let file = try OutputFile(path: folder(name), replacing: false)
      #expect(try folder.names().allSatisfy { !$0.contains("\u{FFFD}") })
      try file.commit()
      #expect(try folder.names() == [name])
    }
  }

  @Test func `where the folder is missing the file that was asked for is named`() throws {
    try TemporaryFolder.with { folder in
      let error = SystemError(.create, folder("no/out"), code: ENOENT)
      #expect(throws: OutputError.system(error)) {
        try OutputFile(path: folder("no/out"), replacing: false)
      }
    }
  }
}

extension SystemError {
  /// The error without what was tried, which differs from way to way.
  fileprivate var pathOnly: SystemError { SystemError(.rename, path, code: code) }
}
