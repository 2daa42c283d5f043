import CPlatform

/// What happens on Ctrl-C and its like: unfinished files go, then the signal does its work.
///
/// Little is safe inside a signal handler, so the handler only writes the signal's number to a
/// pipe. A thread of its own waits at the other end, removes the files, and lets the signal end
/// the process, so that whoever waits for the process sees it interrupted; or it passes the signal
/// on to a ``StopRequest``. Blocking the signals and
/// waiting for them would do without the pipe, but child processes inherit blocked signals.
package enum Interrupts {
  /// Installs the handler for SIGINT, SIGTERM, SIGHUP and SIGPIPE, except where they are ignored
  /// (`nohup`).
  ///
  /// Reaching the largest file allowed becomes an error of the write instead of a signal. Calling
  /// this again does nothing. If no pipe or thread is to be had, signals do what they did before.
  package static func install() {
    _ = installed
  }

  private static let installed: Bool = {
    guard pipeEnds.writing >= 0, startThread() else { return false }
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] {
      if aez_signal_is_ignored(number) { continue }
      _ = signal(number) { number in
        let code = aez_errno()
        var byte = UInt8(truncatingIfNeeded: number)
        _ = unsafe write(Interrupts.pipeEnds.writing, &byte, 1)
        aez_set_errno(code)
      }
    }
    // A handler, unlike "ignore", is not passed on to child processes.
    _ = signal(SIGXFSZ) { _ in }
    return true
  }()

  /// Set up before the first signal can arrive.
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
      // Nobody is left to read, so there is nobody to save for.
      if Int32(number) == SIGPIPE || !StopRequest.take(Int32(number)) { break }
    }
    endProcess(by: Int32(number))
  }

  /// Removes unfinished files and lets a signal end the process.
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
    // What a shell reports for the signal, should it somehow not have ended the process.
    _exit(128 + number)
  }
}
