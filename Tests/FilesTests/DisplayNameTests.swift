import CPlatform
import Files
import TestSupport
import Testing

@Suite struct DisplayNameTests {
  @Test(arguments: [
    (Array("photos/Grüße 日本.jpg".utf8), "photos/Grüße 日本.jpg"),
    (Array("two\nlines\r\t".utf8), "two\\nlines\\r\\t"),
    ([0x61, 0xFF, 0xFE, 0x62], "a\\xFF\\xFEb"),
    ([0x61, 0xE6, 0x97], "a\\xE6\\x97"),
    (Array("\u{1B}[31m\u{7F}\u{9B}".utf8), "\\x1B[31m\\x7F\\xC2\\x9B"),
    (Array("back\\slash".utf8), "back\\\\slash"),
    (Array("gpj\u{202E}exe".utf8), "gpj\\xE2\\x80\\xAEexe"),
    (Array("a\u{2028}b".utf8), "a\\xE2\\x80\\xA8b"),
    ([], "''"),
  ])
  func `a name is shown on one line, and cannot forge another`(name: [UInt8], shown: String) {
    #expect(displayName(of: name) == shown)
  }

  @Test func `a system error names the file, the reason and what to do`() {
    let error = SystemError(.write, Array("a\nb".utf8), code: ENOSPC)
    #expect(
      error.description == """
        a\\nb: cannot write: No space left on device; free some there or choose another folder
        """)
    #expect(error.isFull)
  }

  @Test func `a path with a zero byte is an error, not a shorter path`() throws {
    try TemporaryFolder.with { folder in
      try folder.write([1], to: "a")
      let path = folder("a") + [0] + Array("b".utf8)
      #expect(throws: InputError.system(SystemError(.open, path, code: EINVAL))) {
        try InputFile(path: path)
      }
    }
  }
}
