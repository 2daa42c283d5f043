import CPlatform

/// Removes unfinished files when a signal such as that of Ctrl-C ends the process.
///
/// Few functions are safe inside a signal handler, so the handler only writes the signal's number
/// to a pipe. A thread at the other end passes the signal on to a ``StopRequest``, or removes the
/// files and lets the signal end the process, so that the parent process sees it interrupted.
/// Blocking the signals and waiting for them would not need a pipe, but child processes inherit
/// blocked signals.
package enum Interrupts {
  /// Installs handlers for SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGPIPE, except for those that are
  /// ignored (`nohup`).
  ///
  /// A write beyond the file size limit becomes an error instead of SIGXFSZ. Further calls do
  /// nothing. If no pipe or thread can be created, signals keep their effects.
  package static func install() {
    _ = installed
  }

  private static let installed: Bool = {
    guard pipeEnds.writing >= 0, startThread() else { return false }
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] {
      if aez_signal_is_ignored(number) { continue }
      _ = signal(number) { number in
        let code = aez_errno()
        var byte = UInt8(truncatingIfNeeded: number)
        _ = unsafe write(Interrupts.pipeEnds.writing, &byte, 1)
        aez_set_errno(code)
      }
    }
    // Child processes would inherit an ignored signal, but not a handler.
    _ = signal(SIGXFSZ) { _ in }
    return true
  }()

  /// Created before the first handler is installed.
  private static let pipeEnds: (reading: Int32, writing: Int32) = {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return (-1, -1) }
    for end in ends { _ = aez_fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }()

  private static func startThread() -> Bool {
    #if os(macOS)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let result = unsafe pthread_create(&thread, nil, { _ in Interrupts.waitAndEnd() }, nil)
    return result == 0
  }

  private static func waitAndEnd() -> Never {
    var number: UInt8 = 0
    while true {
      guard unsafe read(pipeEnds.reading, &number, 1) == 1 else { continue }
      if number & 0x80 != 0 { PendingFiles.removeAll { _exit(Int32(number & 0x7F)) } }
      // After SIGPIPE nobody reads the output, so a stop request would not help.
      if Int32(number) == SIGPIPE || !StopRequest.take(Int32(number)) { break }
    }
    endProcess(by: Int32(number))
  }

  /// Has the thread that waits for signals remove unfinished files and end the process with `code`.
  ///
  /// Nothing is allocated here, as there may be no memory left.
  package static func endProcess(withCode code: UInt8) {
    // No signal has such a number.
    var byte = code | 0x80
    _ = unsafe write(pipeEnds.writing, &byte, 1)
  }

  /// Removes unfinished files, and lets a signal end the process.
  static func endProcess(by number: Int32) -> Never {
    PendingFiles.removeAll { end(by: number) }
  }

  private static func end(by number: Int32) -> Never {
    Terminal.show()
    aez_reset_signal(number)
    var only = sigset_t()
    _ = unsafe sigemptyset(&only)
    _ = unsafe sigaddset(&only, number)
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &only, nil)
    _ = kill(getpid(), number)
    // If the signal did not end the process, this is the exit code that a shell reports for it.
    _exit(128 + number)
  }
}
