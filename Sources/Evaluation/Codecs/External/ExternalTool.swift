import Foundation
import Subprocess

/// A program on this machine.
package struct ExternalTool: Sendable {
  /// Its name, as in "cwebp".
  package let name: String
  /// Its path.
  package let path: String

  /// Finds a program in the first of `folders` that has it.
  ///
  /// - Throws: ``ExternalError/missing(tool:)``
  package static func find(
    _ name: String, in folders: [String] = searchPath
  ) throws(ExternalError) -> ExternalTool {
    let paths = folders.map { $0 + "/" + name }
    guard let path = paths.first(where: FileManager.default.isExecutableFile) else {
      throw .missing(tool: name)
    }
    return ExternalTool(name: name, path: path)
  }

  /// The folders that PATH names.
  package static var searchPath: [String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map(String.init)
  }

  /// Runs the program to its end.
  ///
  /// It is killed when `timeout` is over or the task is cancelled.
  ///
  /// - Parameter environment: variables beside those of this program
  /// - Returns: the text of standard output and of standard error
  /// - Throws: ``ExternalError`` unless it ends with status 0.
  package func run(
    _ arguments: [String], timeout: Duration, environment: [String: String] = [:]
  ) async throws(ExternalError) -> (output: String, errors: String) {
    let result = await withTaskGroup(of: Result<Output, any Error>?.self) { group in
      group.addTask { await Result { try await start(arguments, environment) } }
      group.addTask {
        try? await Task.sleep(for: timeout)
        return nil
      }
      // On a busy machine both may be over by now: the result of a program that ended counts.
      guard let first = await group.next() else { return Result<Output, any Error>?.none }
      group.cancelAll()
      let second = await group.next() ?? nil
      if let first { return first }
      return if case .success = second { second } else { nil }
    }
    switch result {
    case .success(let output): return output
    case _ where Task.isCancelled: throw .cancelled(tool: name)
    case nil: throw .timedOut(tool: name, after: timeout)
    case .failure(let error as ExternalError): throw error
    case .failure(let error): throw .notRunning(tool: name, reason: "\(error)")
    }
  }

  private typealias Output = (output: String, errors: String)

  /// Bytes of output that are read at most.
  private static let outputLimit = 1 << 20

  private func start(
    _ arguments: [String], _ environment: [String: String]
  ) async throws -> Output {
    let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let result = try await Subprocess.run(
      .path(.init(path)), arguments: Arguments(arguments),
      environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)),
      output: .string(limit: Self.outputLimit), error: .string(limit: Self.outputLimit))
    let errors = result.standardError
    switch result.terminationStatus {
    case .exited(0): return (result.standardOutput, errors)
    case .exited(let status):
      throw ExternalError.failed(
        tool: name, status: Int(status), message: Self.firstLine(of: errors))
    case .signaled(let signal): throw ExternalError.killed(tool: name, signal: Int(signal))
    }
  }

  /// The first line that is not blank, without the space around it.
  package static func firstLine(of text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).lazy
      .map { $0.trimmingCharacters(in: .whitespaces) }
    return lines.first { !$0.isEmpty } ?? ""
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
