import Aezip
import ArgumentParser
import Files
import Foundation

/// Where the passphrase of an encrypted archive comes from.
struct PassphraseOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file whose first line is the passphrase of an encrypted archive; - for standard input "
        + "(default: AEZIP_PASSPHRASE, or what is typed on the terminal).",
      valueName: "file"))
  var passphraseFile: RawPath?

  private static let variable = "AEZIP_PASSPHRASE"

  /// The passphrase of an archive that is there; nil if nobody gives one.
  func read(for archive: RawPath) throws -> String? {
    try given() ?? ask("passphrase of \(archive): ")
  }

  /// The passphrase for an archive that is to be; typed twice if it is typed.
  func readNew(for archive: RawPath) throws -> String {
    if let given = try given() {
      if given.isEmpty { throw Failure(file: archive, error: ArchiverError.emptyPassphrase) }
      return given
    }
    guard let first = try ask("new passphrase for \(archive): ") else {
      throw PassphraseError.missing
    }
    guard !first.isEmpty else { throw Failure(file: archive, error: ArchiverError.emptyPassphrase) }
    guard try ask("once more: ") == first else {
      throw PassphraseError.differs
    }
    return first
  }

  private func given() throws -> String? {
    if let passphraseFile {
      return try Self.text(try readFirstLine(of: passphraseFile.bytes), from: "\(passphraseFile)")
    }
    return ProcessInfo.processInfo.environment[Self.variable]
  }

  private func ask(_ prompt: String) throws -> String? {
    try Terminal.askInSecret("aezip: \(prompt)").map { try Self.text($0, from: "the terminal") }
  }

  private static func text(_ line: [UInt8], from place: String) throws -> String {
    guard let text = String(validating: line, as: UTF8.self) else {
      throw PassphraseError.notText(place)
    }
    return text
  }
}

/// Why there is no passphrase.
private enum PassphraseError: KindedError, CustomStringConvertible {
  case missing
  case differs
  case notText(String)

  var kind: ErrorKind { .misuse }

  var description: String {
    switch self {
    case .missing:
      "--encrypt needs a passphrase; give it with --passphrase-file, or in AEZIP_PASSPHRASE"
    case .differs: "the two passphrases that were typed differ; nothing is packed"
    case .notText(let place): "the passphrase from \(place) is no UTF-8"
    }
  }
}

extension Archive {
  /// Opens an archive given on the command line.
  init(
    _ path: RawPath, _ passphrase: PassphraseOption, models: [[UInt8]] = [],
    limit: Int = Archive.standardLimit
  ) throws {
    try self.init(
      path: path.bytes, models: models, limit: limit, passphrase: passphrase.read(for: path))
  }
}
