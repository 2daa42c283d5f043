import Aezip
import ArgumentParser
import Files
import Synchronization

/// Archives and files that come from standard input where their name is `-`.
extension RawPath {
  /// Whether standard input or output is meant.
  var isStandardStream: Bool { bytes == [UInt8(ascii: "-")] }

  /// Where the archive of this name can be read at any offset.
  ///
  /// - Throws: ``InputNameError`` if it is a folder, or typed on a terminal
  func archivePath() throws -> [UInt8] {
    guard isStandardStream else {
      if status(followingLinks: true)?.kind == .directory {
        throw InputNameError.folder(self)
      }
      return bytes
    }
    guard !SpooledInput.isTerminal else { throw InputNameError.terminal }
    return try Self.spooled.withLock { spooled in
      let input = try spooled ?? SpooledInput()
      spooled = input
      return input.path
    }
  }

  /// Read once, whatever reads it.
  private static let spooled = Mutex<SpooledInput?>(nil)
}

/// Why what is named cannot be read as an archive.
enum InputNameError: KindedError, CustomStringConvertible {
  case folder(RawPath)
  case terminal

  var kind: ErrorKind { .misuse }

  var description: String {
    switch self {
    case .folder(let path): "\(path): is a folder, not an archive; `aezip pack` packs folders"
    case .terminal: "standard input is a terminal; give a file, or send one through a pipe"
    }
  }
}

extension Archive {
  /// Opens an archive given on the command line.
  init(
    _ path: RawPath, _ passphrase: PassphraseOption, models: [[UInt8]] = [],
    limit: Int = Archive.standardLimit
  ) throws {
    try passphrase.check(for: path)
    try self.init(
      path: path.archivePath(), models: models, limit: limit, passphrase: passphrase.read(for: path)
    )
    try passphrase.refuse(path, if: !isEncrypted)
  }
}

/// Runs `body` for each of several archives; what fails does not keep the others from being read.
///
/// - Throws: what `body` throws for a single archive; for several the worst exit code
func forEach(_ archives: [RawPath], _ body: (RawPath) async throws -> Void) async throws {
  guard archives.count > 1 else {
    for archive in archives { try await body(archive) }
    return
  }
  var worst = ExitCode.success
  for archive in archives {
    do {
      try await body(archive)
    } catch {
      let code = try RootCommand.report(error)
      // The larger number is the worse result.
      if code.rawValue > worst.rawValue { worst = code }
    }
  }
  throw worst
}
