import CPlatform
import Files
import TestSupport
import Testing

@Suite struct InputFileTests {
  @Test func `any part of a file can be read`() throws {
    try TemporaryFolder.with { folder in
      let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
      try folder.write(content, to: "f")
      let file = try InputFile(path: folder("f"))
      #expect(file.count == 300_000)
      #expect(try file.read(at: 70_000, count: 200_000) == Array(content[70_000..<270_000]))
      #expect(try file.read(at: 300_000, count: 0) == [])
      #expect(try file.readAll(limit: 300_000) == content)
    }
  }

  @Test(arguments: [(0, 4), (4, 0), (-1, 1), (0, -1), (2, .max), (.max, .max)])
  func `what lies outside of the file is refused`(offset: Int, count: Int) throws {
    try TemporaryFolder.with { folder in
      try folder.write([1, 2, 3], to: "f")
      let file = try InputFile(path: folder("f"))
      #expect(
        throws: InputError.endsEarly(
          path: folder("f"), offset: offset, needed: count, available: 3)
      ) {
        try file.read(at: offset, count: count)
      }
    }
  }

  @Test func `a file larger than the limit is refused`() throws {
    try TemporaryFolder.with { folder in
      try folder.write([1, 2, 3], to: "f")
      #expect(throws: InputError.tooLarge(path: folder("f"), count: 3, limit: 2)) {
        try InputFile(path: folder("f")).readAll(limit: 2)
      }
    }
  }

  @Test func `links are followed only when asked for`() throws {
    try TemporaryFolder.with { folder in
      try folder.write([1], to: "f")
      try folder.link("l", to: "f")
      #expect(throws: InputError.system(SystemError(.open, folder("l"), code: ELOOP))) {
        try InputFile(path: folder("l"))
      }
      #expect(try InputFile(path: folder("l"), followingLinks: true).readAll(limit: 1) == [1])
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func `pipes, directories and devices are refused without waiting`() throws {
    try TemporaryFolder.with { folder in
      try #require(unsafe mkfifo(folder.cPath("p"), 0o600) == 0)
      for path in [folder("p"), folder.path, Array("/dev/zero".utf8)] {
        #expect(throws: InputError.notRegular(path: path)) { try InputFile(path: path) }
      }
    }
  }

  @Test(.disabled(if: geteuid() == 0, "root may read everything"))
  func `a file that may not be read is a system error`() throws {
    try TemporaryFolder.with { folder in
      try folder.write([1], to: "f")
      try #require(unsafe chmod(folder.cPath("f"), 0) == 0)
      #expect(throws: InputError.system(SystemError(.open, folder("f"), code: EACCES))) {
        try InputFile(path: folder("f"))
      }
    }
  }

  @Test func `a file written to while it is read has changed`() throws {
    try TemporaryFolder.with { folder in
      try folder.write([1, 2, 3], to: "f")
      let file = try InputFile(path: folder("f"))
      #expect(!file.changed(since: file.stamp))
      // A file system's clock may tick every few milliseconds only.
      usleep(20_000)
      let writer = try Directory.current.openFile(toWrite: folder("f"))
      try writer.write([9], path: folder("f"))
      #expect(file.changed(since: file.stamp))
      #expect(try file.readAll(limit: 3) == [9, 2, 3])
    }
  }

  @Test func `a file cut short while it is read is an error`() throws {
    try TemporaryFolder.with { folder in
      try folder.write([1, 2, 3], to: "f")
      let file = try InputFile(path: folder("f"))
      try #require(unsafe truncate(folder.cPath("f"), 1) == 0)
      #expect(
        throws: InputError.endsEarly(path: folder("f"), offset: 0, needed: 3, available: 1)
      ) {
        try file.readAll(limit: 3)
      }
      #expect(file.changed(since: file.stamp))
    }
  }

  @Test func `another file of the same name has changed`() throws {
    try TemporaryFolder.with { folder in
      try folder.write([1], to: "f")
      let entry = try #require(try FileWalk.walk([folder("f")]).entries.first)
      try folder.write([1], to: "g")
      try Directory(path: folder.path).publish([0x67], as: [0x66], replacing: true)
      #expect(try InputFile(path: entry.systemPath).changed(since: entry.stamp))
    }
  }
}
