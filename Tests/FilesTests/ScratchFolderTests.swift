import Files
import TestSupport
import Testing

@Suite struct ScratchFolderTests {
  @Test func `a folder is private, and goes with all that is in it when nobody needs it`() throws {
    try TemporaryFolder.with { root in
      var folder: ScratchFolder? = try ScratchFolder(in: root.path)
      let name = try #require(try root.names().first)
      #expect(try root.status(of: name)?.mode == 0o700)
      #expect(folder?.path == root(name))
      try folder?.write([1, 2, 3], to: "a")
      try folder?.makeFolder("b")
      try folder?.makeFolder("b/c")
      try folder?.write([], to: "b/c/d")
      #expect(try folder?.read("a") == [1, 2, 3])
      #expect(throws: InputError.self) { try folder?.read("e") }
      folder = nil
      #expect(try root.names().isEmpty)
    }
  }

  @Test func `what another program left in it goes as well, what it links to stays`() throws {
    try TemporaryFolder.with { root in
      try root.write([1], to: "kept")
      var folder: ScratchFolder? = try ScratchFolder(in: root.path)
      let path = try #require(folder?.path(of: "link"))
      try Directory.current.createSymlink(named: path, target: root("kept"))
      folder = nil
      #expect(try root.names() == ["kept"])
    }
  }
}
