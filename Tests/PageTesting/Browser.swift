import Foundation

/// Headless Chromium, if it is installed.
package struct Browser {
  package static let path: String? = ["chromium", "chromium-browser", "google-chrome"].lazy
    .compactMap {
      name in
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile(atPath:))
    }.first

  /// The result of loading a page.
  package struct Visit {
    /// The document after all scripts have run.
    package let document: String
    /// Messages on the console.
    package let console: [String]
  }

  package enum Failure: Error {
    case timeout
    case noDocument(String)
  }

  /// Opens `html` from a file, in a window of `width` pixels.
  package static func visit(_ html: String, width: Int = 1280) throws -> Visit {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "aezip-page-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appendingPathComponent("page.html")
    try Data(html.utf8).write(to: page)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "/nonexistent")
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--user-data-dir=" + folder.appendingPathComponent("profile").path,
      "--window-size=\(width),900", "--enable-logging=stderr", "--virtual-time-budget=20000",
      "--dump-dom", page.absoluteString,
    ]
    // Output goes to files, because one of two pipes could fill up while the other is read.
    let outputs = try ["stdout", "stderr"].map { name in
      let file = folder.appendingPathComponent(name)
      try Data().write(to: file)
      return (file, try FileHandle(forWritingTo: file))
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = outputs[0].1
    process.standardError = outputs[1].1
    try process.run()
    try wait(for: process)
    let texts = try outputs.map { String(decoding: try Data(contentsOf: $0.0), as: UTF8.self) }
    guard texts[0].contains("</html>") else { throw Failure.noDocument(texts[1]) }
    return Visit(
      document: texts[0],
      console: texts[1].split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") })
  }

  /// Waits for the end of a browser that may share its cores with many other programs; the page's
  /// own time is virtual.
  private static func wait(for process: Process) throws {
    let end = Date(timeIntervalSinceNow: 30 * 60)
    while process.isRunning {
      guard Date() < end else {
        process.terminate()
        throw Failure.timeout
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }
}
