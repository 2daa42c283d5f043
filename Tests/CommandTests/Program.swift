import Files
import Foundation
import Testing

/// The built program, run by a shell in a folder of its own.
struct Sandbox {
  /// Where scripts run.
  let path: String
  private let outputs: String

  /// Calls `body` with a new, empty folder and removes it afterwards.
  static func with(_ body: (Sandbox) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.path + "/aezip-" + UUID().uuidString
    let sandbox = Sandbox(path: root + "/work", outputs: root)
    try FileManager.default.createDirectory(
      atPath: sandbox.path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: root) }
    try body(sandbox)
  }

  /// What `AEZIP_PROGRAM` names, else the program beside the tests.
  static let program: String = {
    if let named = ProcessInfo.processInfo.environment["AEZIP_PROGRAM"] { return named }
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL
    return tests.deletingLastPathComponent().appendingPathComponent("aezip").path
  }()

  /// Whether a program of that name is there to be run.
  static func has(_ program: String) -> Bool {
    var isThere = false
    try? with { isThere = try $0.run("command -v \(program)").code == 0 }
    return isThere
  }

  /// What a script came to.
  struct Result {
    let code: Int32
    let output: String
    let errors: String

    var errorLines: [Substring] { errors.split(separator: "\n") }
  }

  /// Runs a script for `/bin/sh`, in which `aezip` is the program. A shell, as `Process` cannot
  /// pass arguments that are not UTF-8.
  func run(_ script: String, _ environment: [String: String] = [:]) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "aezip() { \"$AEZIP_PROGRAM\" \"$@\"; }\n" + script]
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    var variables = ProcessInfo.processInfo.environment
    for name in ["AEZIP_ISA", "AEZIP_PASSPHRASE"] { variables[name] = nil }
    variables.merge(["AEZIP_PROGRAM": Self.program, "COLUMNS": "80", "TZ": "UTC"]) { $1 }
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Into files, as two pipes read one after the other could fill up.
    let files = ["stdout", "stderr"].map { "\(outputs)/\($0)-\(UUID().uuidString)" }
    let handles = try files.map { file in
      try Data().write(to: URL(fileURLWithPath: file))
      return try FileHandle(forWritingTo: URL(fileURLWithPath: file))
    }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    try Self.withSignals { try process.run() }
    process.waitUntilExit()
    let texts = try files.map {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: $0)), as: UTF8.self)
    }
    return Result(code: process.terminationStatus, output: texts[0], errors: texts[1])
  }

  /// Runs `aezip train` into `b.model` and ends it by a signal while it makes its steps: what is
  /// printed is the program's exit code and the names that are there then.
  ///
  /// How long it takes to the first step and to the last depends on the machine and on what else
  /// it does, so a run that was hit before or behind its steps is made again and hit later or
  /// sooner.
  func interruptTraining(_ arguments: String) throws -> Result {
    // Not SIGINT: a shell has its background jobs ignore it.
    try run(
      """
      delay=300
      for attempt in $(seq 40); do
        rm -f b.*
        "$AEZIP_PROGRAM" train \(arguments) > log 2>&1 & pid=$!
        sleep $((delay / 1000)).$(printf %03d $((delay % 1000)))
        kill -TERM $pid; wait $pid; code=$?
        if [ -e b.model ]; then delay=$((delay / 2 + 1))
        elif [ -e b.checkpoint ] || [ $code != 143 ]; then break
        else delay=$((delay * 3 / 2 + 1)); fi
      done
      echo $code; ls; cat log >&2; rm log
      """)
  }

  /// Lets this thread take signals while it starts a program, which inherits that: those that run
  /// tests take none, and a shell that takes no SIGCHLD waits for ever.
  private static func withSignals(_ start: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    _ = unsafe sigemptyset(&none)
    _ = unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try start()
  }

  /// Every name below the folder, sorted, what is hidden too.
  func names() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func content(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
  }
}

/// Objects and lists of JSON, read back.
func parsed(_ json: String) throws -> Any {
  try JSONSerialization.jsonObject(with: Data(json.utf8))
}
