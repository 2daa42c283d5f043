import Files

/// Counts the instructions that a program executes, with valgrind: nearly the same number each
/// time, however busy the machine is.
package struct InstructionCounter: Sendable {
  private let valgrind: ExternalTool
  private let folder: ScratchFolder
  private let program: String

  /// Copies a program without its debug information, which valgrind may not understand.
  ///
  /// - Parameter program: the program's path
  /// - Throws: ``ExternalError/missing(tool:)`` where valgrind or strip is not installed
  package static func prepare(_ program: String) async throws -> InstructionCounter {
    let valgrind = try ExternalTool.find("valgrind")
    let strip = try ExternalTool.find("strip")
    let folder = try ScratchFolder()
    let copy = String(decoding: folder.path(of: "program") as [UInt8], as: UTF8.self)
    _ = try await strip.run(["--strip-debug", "-o", copy, program], timeout: .seconds(600))
    return InstructionCounter(valgrind: valgrind, folder: folder, program: copy)
  }

  /// Counts the instructions of a run on all its threads; it must end with status 0.
  ///
  /// - Throws: ``ExternalError``
  package func count(_ arguments: [String]) async throws(ExternalError) -> Int {
    // Randomly seeded hash tables would make the count differ from run to run.
    let answer = try await valgrind.run(
      ["--tool=callgrind", "--callgrind-out-file=/dev/null", program] + arguments,
      timeout: .seconds(3600), environment: ["SWIFT_DETERMINISTIC_HASHING": "1"])
    for line in answer.errors.split(separator: "\n") {
      let words = line.split(separator: " ")
      if let index = words.firstIndex(of: "Collected"), words.count > index + 2,
        let count = Int(words[index + 2])
      {
        return count
      }
    }
    throw .unreadable(
      tool: "valgrind", reason: "no count in “\(ExternalTool.firstLine(of: answer.errors))”")
  }
}
