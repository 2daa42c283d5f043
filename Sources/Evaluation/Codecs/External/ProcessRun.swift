private import CPlatform

/// What one run of a program took.
package struct ProcessRun: Sendable {
  /// By the clock, from its start to its end.
  package let seconds: Double
  /// Of all its threads, in the program and in the system.
  package let processorSeconds: Double
  /// The most memory it held at once.
  package let peakBytes: Int

  /// Runs a program to its end; what it writes to its outputs is thrown away.
  ///
  /// It blocks a thread. Subprocess does not tell what the system knows of a program's time and
  /// memory, so this starts and awaits it itself.
  ///
  /// - Parameter path: of the program
  /// - Throws: ``ExternalError`` unless it ends with status 0
  package init(_ path: String, _ arguments: [String]) throws(ExternalError) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let clock = ContinuousClock()
    let start = clock.now
    let process = try Self.start(path, arguments, name)
    var (status, usage) = (Int32(0), rusage())
    while unsafe wait4(process, &status, 0, &usage) < 0 {
      guard aez_errno() == EINTR else {
        throw .notRunning(tool: name, reason: unsafe String(cString: strerror(aez_errno())))
      }
    }
    seconds = (clock.now - start) / .seconds(1)
    func time(_ value: timeval) -> Double { Double(value.tv_sec) + Double(value.tv_usec) * 1e-6 }
    processorSeconds = time(usage.ru_utime) + time(usage.ru_stime)
    #if os(macOS)
      peakBytes = usage.ru_maxrss
    #else
      peakBytes = usage.ru_maxrss << 10
    #endif
    let signal = Int(status & 0x7F)
    guard signal == 0 else { throw .killed(tool: name, signal: signal) }
    let code = Int(status >> 8 & 0xFF)
    guard code == 0 else { throw .failed(tool: name, status: code, message: "") }
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
