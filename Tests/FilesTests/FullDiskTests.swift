import CPlatform
import Files
import TestSupport
import Testing

@Suite struct FullDiskTests {
  #if os(Linux)
    @Test func `no space left on the device is said so`() throws {
      let path = Array("/dev/full".utf8)
      let full = try Directory.current.openFile(toWrite: path)
      #expect(throws: SystemError(.write, path, code: ENOSPC)) {
        try full.write([1], path: path)
      }
    }
  #endif

  /// A limit on the size of files stands in for a full disk: the write comes back short, the next
  /// one with an error. It holds for a whole process, so each test takes one of its own.
  static func withFilesOf(atMost size: rlim_t, _ body: (TemporaryFolder) throws -> Void) throws {
    Interrupts.install()
    try #require(aez_limit_file_size(size) == 0)
    try TemporaryFolder.with(body)
  }

  @Test func `an archive that does not fit leaves the old one and no temporary`() async {
    await #expect(processExitsWith: .success) {
      try FullDiskTests.withFilesOf(atMost: 100_000) { folder in
        try folder.write([1], to: "out")
        let file = try OutputFile(path: folder("out"), replacing: true)
        let error = SystemError(.write, folder("out"), code: EFBIG)
        #expect(throws: error) { try file.append([UInt8](repeating: 7, count: 300_000)) }
        #expect(throws: error) { try file.append([1]) }
        #expect(throws: OutputError.system(error)) { try file.commit() }
        #expect(try folder.names() == ["out"])
        #expect(try folder.content(of: "out") == [1])
      }
    }
  }

  @Test func `a file unpacked that does not fit leaves nothing`() async {
    await #expect(processExitsWith: .success) {
      try FullDiskTests.withFilesOf(atMost: 100_000) { folder in
        let root = try ExtractionRoot(path: folder.path)
        #expect(throws: ExtractionError.system(SystemError(.write, folder("f"), code: EFBIG))) {
          try root.writeFile(
            Array("f".utf8), mode: 0o644, modified: FileTime(seconds: 0), overwrite: false
          ) { sink in
            try sink.append([UInt8](repeating: 7, count: 100_001))
          }
        }
        #expect(try folder.names() == [])
      }
    }
  }
}
