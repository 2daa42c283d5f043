import Files

/// Instructions that a program executes, counted by valgrind: nearly the same number each time,
/// however busy the machine is.
package struct InstructionCount: Sendable {
  private let valgrind: ExternalTool
  private let folder: ScratchFolder
  private let program: String

  /// - Parameter program: to be run; a copy without debug information, which valgrind may not
  ///   understand
  /// - Throws: ``ExternalError/missing(tool:)`` where valgrind or strip is not installed
  package init(of program: String) async throws {
    valgrind = try ExternalTool("valgrind", in: ExternalTool.searchPath)
    let strip = try ExternalTool("strip", in: ExternalTool.searchPath)
    folder = try ScratchFolder()
    self.program = String(decoding: folder.path(of: "program") as [UInt8], as: UTF8.self)
    _ = try await strip.run(
      ["--strip-debug", "-o", self.program, program], timeout: .seconds(120))
  }

  /// Counts, on all threads, what a run executes; it must end with status 0.
  ///
  /// - Throws: ``ExternalError``
  package func count(_ arguments: [String]) async throws(ExternalError) -> Int {
    // Tables that Swift's hashing lays out anew in each run would cost now more, now less.
    let said = try await valgrind.run(
      ["--tool=callgrind", "--callgrind-out-file=/dev/null", program] + arguments,
      timeout: .seconds(600), environment: ["SWIFT_DETERMINISTIC_HASHING": "1"])
    for line in said.errors.split(separator: "\n") {
      let words = line.split(separator: " ")
      if let place = words.firstIndex(of: "Collected"), words.count > place + 2,
        let count = Int(words[place + 2])
      {
        return count
      }
    }
    throw .unreadable(
      tool: "valgrind", reason: "no count in “\(ExternalTool.firstLine(of: said.errors))”")
  }
}
