import CPlatform
import Files
import TestSupport
import Testing

/// Waits for the signal that ends this process, which another thread takes.
private func waitForSignal() {
  while true { _ = pause() }
}

@Suite struct InterruptsTests {
  @Test func `an interrupt removes unfinished files, keeps finished ones, and ends the process`()
    async throws
  {
    let folder = try TemporaryFolder()
    defer { try? folder.removeAll() }
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGTERM)) { [path = path as [UInt8]] in
      Interrupts.install()
      let done = try OutputFile(path: path + Array("/done".utf8), replacing: false)
      try done.commit()
      let open = try OutputFile(path: path + Array("/open".utf8), replacing: false)
      try open.append([UInt8](repeating: 1, count: 1_000_000))
      let root = try ExtractionRoot(path: path)
      try root.writeFile(
        Array("file".utf8), mode: 0o644, modified: FileTime(seconds: 0), overwrite: false
      ) { _ in
        _ = kill(getpid(), SIGTERM)
        waitForSignal()
      }
    }
    #expect(try folder.names() == ["done"])
  }

  @Test func `a folder that is being filled goes with an interrupt, one that is kept stays`()
    async throws
  {
    let folder = try TemporaryFolder()
    defer { try? folder.removeAll() }
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGINT)) { [path = path as [UInt8]] in
      Interrupts.install()
      try NewFolder(path: path + Array("/kept/".utf8)).keep()
      let open = try NewFolder(path: path + Array("/open".utf8))
      let file = try OutputFile(path: path + Array("/open/file".utf8), replacing: false)
      try file.commit()
      let other = try OutputFile(path: path + Array("/open/other".utf8), replacing: false)
      _ = kill(getpid(), SIGINT)
      waitForSignal()
      withExtendedLifetime((open, other)) {}
    }
    #expect(try folder.names() == ["kept"])
  }

  @Test func `where interrupts are requests, the first is one and the process then ends by it`()
    async
  {
    await #expect(processExitsWith: .signal(SIGINT)) {
      Interrupts.install()
      await StopRequest.during { request in
        guard !request.isMade else { exit(1) }
        _ = kill(getpid(), SIGINT)
        while !request.isMade { usleep(10_000) }
        request.endProcess()
      }
      exit(3)
    }
  }

  @Test func `the second interrupt ends the process at once`() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      Interrupts.install()
      await StopRequest.during { request in
        _ = kill(getpid(), SIGINT)
        while !request.isMade { usleep(10_000) }
        _ = kill(getpid(), SIGTERM)
        waitForSignal()
      }
    }
  }

  @Test func `a signal that is ignored stays ignored`() async {
    await #expect(processExitsWith: .success) {
      aez_ignore_signal(SIGHUP)
      Interrupts.install()
      _ = kill(getpid(), SIGHUP)
      usleep(200_000)
    }
  }
}
