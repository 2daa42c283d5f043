import Aezip
import ArgumentParser
import Files
import Foundation

/// Where the passphrase of an encrypted archive comes from.
struct PassphraseOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the passphrase from this file; - is standard input.",
      valueName: "file"))
  var passphraseFile: RawPath?

  private static let variable = "AEZIP_PASSPHRASE"

  /// The passphrase of an existing archive; nil if nobody gives one.
  func read(for archive: RawPath) throws -> String? {
    try given() ?? ask("passphrase of \(archive): ")
  }

  /// - Throws: an error if an archive and its passphrase both come from standard input
  func check(for archive: RawPath) throws {
    guard archive.isStandardStream, passphraseFile?.isStandardStream ?? false else { return }
    throw PassphraseError.archiveFromThere
  }

  /// Refuses an archive that is not encrypted although a file with its passphrase is named:
  /// somebody may have put it in the place of the encrypted one. The environment holds for all
  /// archives and says nothing of any.
  func refuse(_ archive: RawPath, if isPlain: @autoclosure () throws -> Bool) throws {
    guard try passphraseFile != nil && isPlain() else { return }
    throw Failure(file: archive, error: PassphraseError.notEncrypted)
  }

  /// The passphrase of a new archive; typed twice if it is typed.
  func readNew(for archive: RawPath) throws -> String {
    if let given = try given() {
      if given.isEmpty { throw Failure(file: archive, error: AezipError.emptyPassphrase) }
      return given
    }
    guard let first = try ask("new passphrase for \(archive): ") else {
      throw PassphraseError.missing
    }
    guard !first.isEmpty else { throw Failure(file: archive, error: AezipError.emptyPassphrase) }
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

  private static func text(_ line: [UInt8], from source: String) throws -> String {
    guard let text = String(validating: line, as: UTF8.self) else {
      throw PassphraseError.notText(source)
    }
    return text
  }
}

/// Why a passphrase is missing or unusable.
private enum PassphraseError: KindedError, Equatable, CustomStringConvertible {
  case missing
  case differs
  case notText(String)
  case archiveFromThere
  case notEncrypted

  var kind: ErrorKind { self == .notEncrypted ? .badData : .misuse }

  var description: String {
    switch self {
    case .missing:
      "--encrypt needs a passphrase; give it with --passphrase-file or in AEZIP_PASSPHRASE"
    case .archiveFromThere:
      "standard input cannot be both the archive and its passphrase; use AEZIP_PASSPHRASE"
    case .differs: "the two passphrases differ; nothing is packed"
    case .notEncrypted:
      "not encrypted, so perhaps not the archive that the passphrase is for; to read it all the "
        + "same, leave out --passphrase-file"
    case .notText(let source): "the passphrase from \(source) is not UTF-8"
    }
  }
}
