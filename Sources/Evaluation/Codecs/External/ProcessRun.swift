private import CPlatform

/// The time and memory of one run of a program.
package struct ProcessRun: Sendable {
  /// Wall-clock seconds from its start to its end.
  package let seconds: Double
  /// Seconds of all its threads, in the program and in the kernel.
  package let processorSeconds: Double
  /// The most resident memory it held at once, in bytes.
  package let peakBytes: Int

  /// Runs a program to its end and discards its output.
  ///
  /// This blocks a thread. Subprocess does not report the time and memory of a program, so this
  /// function starts it and waits for it with `wait4`.
  ///
  /// - Parameter path: the program's path
  /// - Throws: ``ExternalError`` unless it ends with status 0
  package static func run(
    _ path: String, _ arguments: [String]
  ) throws(ExternalError) -> ProcessRun {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let clock = ContinuousClock()
    let start = clock.now
    let process = try self.start(path, arguments, name)
    var (status, usage) = (Int32(0), rusage())
    while unsafe wait4(process, &status, 0, &usage) < 0 {
      guard aez_errno() == EINTR else {
        throw .notRunning(tool: name, reason: unsafe String(cString: strerror(aez_errno())))
      }
    }
    let seconds = (clock.now - start) / .seconds(1)
    func time(_ value: timeval) -> Double { Double(value.tv_sec) + Double(value.tv_usec) * 1e-6 }
    let processorSeconds = time(usage.ru_utime) + time(usage.ru_stime)
    #if os(macOS)
      let peakBytes = usage.ru_maxrss
    #else
      let peakBytes = usage.ru_maxrss << 10
    #endif
    let signal = Int(status & 0x7F)
    guard signal == 0 else { throw .killed(tool: name, signal: signal) }
    let code = Int(status >> 8 & 0xFF)
    guard code == 0 else { throw .failed(tool: name, status: code, message: "") }
    return ProcessRun(
      seconds: seconds, processorSeconds: processorSeconds, peakBytes: peakBytes)
  }

  private static func start(
    _ path: String, _ arguments: [String], _ name: String
  ) throws(ExternalError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var process = pid_t()
    let failure = unsafe posix_spawn(&process, path, &actions, nil, &words, aez_environ())
    guard failure == 0 else {
      throw .notRunning(tool: name, reason: unsafe String(cString: strerror(failure)))
    }
    return process
  }
}
