import CPlatform
import Files
import TestSupport
import Testing

@Suite struct ExtractionRootTests {
  static let then = FileTime(seconds: 1_234_567_890, nanoseconds: 123_456_789)

  func write(
    _ path: String, in root: ExtractionRoot, content: [UInt8] = [1], mode: UInt16 = 0o644,
    overwrite: Bool = false
  ) throws {
    try root.writeFile(
      Array(path.utf8), mode: mode, modified: Self.then, overwrite: overwrite
    ) { sink in
      try sink.append(content)
    }
  }

  func link(
    _ path: String, to target: String, in root: ExtractionRoot, overwrite: Bool = false
  ) throws {
    try root.createSymlink(
      Array(path.utf8), target: Array(target.utf8), modified: Self.then, overwrite: overwrite)
  }

  @Test func `content, mode and time come back, but for the bits that give rights away`() throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder("new/out"))
      try root.createDirectory(Array("d".utf8), mode: 0o1555, modified: Self.then)
      try write("d/e/f", in: root, content: [1, 2, 3], mode: 0o6751)
      try link("d/l", to: "e/f", in: root)
      #expect(try folder.status(of: "new/out/d")?.mode == 0o700)
      try root.finish()
      #expect(try folder.content(of: "new/out/d/e/f") == [1, 2, 3])
      #expect(try folder.status(of: "new/out/d/e/f")?.mode == 0o751)
      #expect(try folder.status(of: "new/out/d")?.mode == 0o555)
      #expect(try folder.target(of: "new/out/d/l") == "e/f")
      for name in ["new/out/d", "new/out/d/e/f", "new/out/d/l"] {
        #expect(try folder.status(of: name)?.stamp.modified == Self.then)
      }
    }
  }

  @Test(arguments: [
    ("", EntryPath.Fault.empty), ("/etc/passwd", .absolute), ("..", .dotDotPart),
    ("a/../../b", .dotDotPart), ("a/./b", .dotPart), ("a//b", .emptyPart), ("a/", .emptyPart),
    ("a\0b", .zeroByte),
  ])
  func `paths that could lead out are refused`(path: String, fault: EntryPath.Fault) throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder.path)
      let error = ExtractionError.unsafePath(path: Array(path.utf8), fault)
      #expect(throws: error) { try write(path, in: root) }
      #expect(throws: error) { try link(path, to: "x", in: root) }
      #expect(throws: error) {
        try root.createDirectory(Array(path.utf8), mode: 0o755, modified: Self.then)
      }
      #expect(try folder.names() == [])
    }
  }

  @Test(arguments: [
    ("l", "/etc"), ("l", ".."), ("l", "../x"), ("d/l", "../.."), ("d/l", "x/../.."),
    ("d/l", "x/../y"), ("d/e/l", "./../.././../x"), ("l", ""), ("l", "a\0"),
  ])
  func `links that could lead out are refused`(path: String, target: String) throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder.path)
      let error = ExtractionError.unsafeLink(
        path: Array(path.utf8), target: Array(target.utf8))
      #expect(throws: error) { try link(path, to: target, in: root) }
      #expect(try folder.names() == [])
    }
  }

  @Test(arguments: [
    ("l", "x"), ("l", "."), ("d/l", ".."), ("d/l", "../x"), ("d/e/l", "../../x/y"), ("l", "..."),
    ("l", "-rf"), ("l", "a\nb"),
  ])
  func `links that stay inside come back`(path: String, target: String) throws {
    try TemporaryFolder.with { folder in
      try link(path, to: target, in: ExtractionRoot(path: folder.path))
      #expect(try folder.target(of: path) == target)
    }
  }

  @Test func `nothing is written through a link or a file`() throws {
    try TemporaryFolder.with { folder in
      try folder.makeFolder("outside")
      try folder.makeFolder("root")
      let root = try ExtractionRoot(path: folder("root"))
      try folder.link("root/l", to: "../outside")
      try folder.write([], to: "root/f")
      for name in ["l", "f"] {
        let path = "\(name)/x/y"
        let error = ExtractionError.blocked(path: Array(path.utf8), obstacle: Array(name.utf8))
        #expect(throws: error) { try write(path, in: root) }
        #expect(throws: error) { try link(path, to: "z", in: root) }
      }
      #expect(
        throws: ExtractionError.blocked(path: Array("l".utf8), obstacle: Array("l".utf8))
      ) {
        try root.createDirectory(Array("l".utf8), mode: 0o755, modified: Self.then)
      }
      #expect(try folder.names(in: "outside") == [])
    }
  }

  @Test func `a link swapped in for a directory between entries is refused`() throws {
    try TemporaryFolder.with { folder in
      try folder.makeFolder("outside")
      let root = try ExtractionRoot(path: folder("root"))
      try root.createDirectory(Array("d".utf8), mode: 0o777, modified: Self.then)
      try write("d/one", in: root)
      try Directory(path: folder("root")).rename([0x64], over: [0x65])
      try folder.link("root/d", to: "../outside")
      let before = try folder.status(of: "outside")
      #expect(
        throws: ExtractionError.blocked(path: Array("d/two".utf8), obstacle: Array("d".utf8))
      ) {
        try write("d/two", in: root)
      }
      #expect(
        throws: ExtractionError.blocked(path: Array("d".utf8), obstacle: Array("d".utf8))
      ) {
        try root.finish()
      }
      #expect(try folder.status(of: "outside") == before)
    }
  }

  @Test func `what is there is kept unless it may be overwritten`() throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder.path)
      try write("f", in: root, content: [1])
      try folder.link("l", to: "f")
      for name in ["f", "l"] {
        let error = ExtractionError.exists(path: Array(name.utf8))
        #expect(throws: error) { try write(name, in: root, content: [2]) }
        #expect(throws: error) { try link(name, to: "x", in: root) }
      }
      try write("l", in: root, content: [3], overwrite: true)
      #expect(try folder.content(of: "l") == [3])
      #expect(try folder.content(of: "f") == [1])
      try link("f", to: "l", in: root, overwrite: true)
      #expect(try folder.target(of: "f") == "l")
      #expect(try folder.names() == ["f", "l"])
    }
  }

  @Test func `what the file system takes for a name already unpacked is not written over`() throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder.path)
      try write("Name", in: root, content: [1])
      try link("Link", to: "Name", in: root)
      // As where upper and lower case are one.
      for (one, other) in [("Name", "name"), ("Link", "link")] {
        try folder.hardLink(one, to: other)
        let error = ExtractionError.sameName(path: Array(other.utf8))
        #expect(throws: error) { try write(other, in: root, content: [2], overwrite: true) }
        #expect(throws: error) { try link(other, to: "x", in: root, overwrite: true) }
      }
      #expect(try folder.content(of: "Name") == [1])
    }
  }

  @Test func `a file that appears while its content is written is kept`() throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder.path)
      #expect(throws: ExtractionError.exists(path: Array("f".utf8))) {
        try root.writeFile(
          Array("f".utf8), mode: 0o644, modified: Self.then, overwrite: false
        ) { sink in
          try folder.write([7], to: "f")
          try sink.append([1])
        }
      }
      #expect(try folder.content(of: "f") == [7])
      #expect(try folder.names() == ["f"])
    }
  }

  @Test func `a directory is never overwritten by a file or a link`() throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder.path)
      try folder.makeFolder("d")
      let error = ExtractionError.directoryInTheWay(path: Array("d".utf8))
      #expect(throws: error) { try write("d", in: root, overwrite: true) }
      #expect(throws: error) { try link("d", to: "x", in: root, overwrite: true) }
      try root.createDirectory(Array("d".utf8), mode: 0o750, modified: Self.then)
      try root.finish()
      #expect(try folder.status(of: "d")?.mode == 0o750)
    }
  }

  struct Broken: Error {}

  @Test func `content that ends in an error leaves nothing, even if the sink is kept`() throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder.path)
      var kept: FileSink?
      #expect(throws: Broken.self) {
        try root.writeFile(
          Array("f".utf8), mode: 0o644, modified: Self.then, overwrite: false
        ) { sink in
          kept = sink
          try sink.append([1])
          throw Broken()
        }
      }
      #expect(try folder.names() == [])
      try kept?.append([1])
    }
  }

  @Test func `odd names come back byte by byte`() throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder.path)
      let names: [[UInt8]] = [[0x0A], Array(" a ".utf8), Array("-rf".utf8), [0xFF, 0xFE]]
      for name in names {
        try root.writeFile(name, mode: 0o644, modified: Self.then, overwrite: false) { _ in }
      }
      let found = try Directory(path: folder.path).names()
      #expect(Set(found) == Set(names))
    }
  }

  @Test func `300 levels are made and get their times`() throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder.path)
      let deep = Array(repeating: "d", count: 300).joined(separator: "/")
      for count in 1...300 {
        try root.createDirectory(
          Array(deep.utf8.prefix(2 * count - 1)), mode: 0o500, modified: Self.then)
      }
      try write("\(deep)/f", in: root)
      try root.finish()
      let walk = try FileWalk.walk([folder("d")])
      #expect(walk.entries.count == 301)
      #expect(walk.entries.dropLast().allSatisfy { $0.mode == 0o500 })
      #expect(walk.entries.allSatisfy { $0.modified == Self.then })
    }
  }

  @Test func `times beyond their range do not become the present`() throws {
    try TemporaryFolder.with { folder in
      let root = try ExtractionRoot(path: folder.path)
      // What the system calls take for "now".
      let now = FileTime(seconds: 1, nanoseconds: 0x3FFF_FFFF)
      try root.writeFile(Array("f".utf8), mode: 0o644, modified: now, overwrite: false) { _ in }
      let expected = FileTime(seconds: 1, nanoseconds: 999_999_999)
      #expect(try folder.status(of: "f")?.stamp.modified == expected)
    }
  }
}
