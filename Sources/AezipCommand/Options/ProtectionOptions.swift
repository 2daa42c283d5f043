import Aezip
import ArgumentParser
import Protection

/// Encryption and signature of a new archive.
struct ProtectionOptions: ParsableArguments {
  @Flag(help: "Encrypt the whole archive with a passphrase.")
  var encrypt = false

  @OptionGroup var passphrase: PassphraseOption

  @Option(
    help: ArgumentHelp(
      "Sign the archive with this private Ed25519 key.",
      valueName: "key.pem"))
  var sign: RawPath?

  func validate() throws {
    guard encrypt || passphrase.passphraseFile == nil else {
      throw ValidationError("--passphrase-file has no effect without --encrypt")
    }
  }

  /// Reads the key, and the passphrase, which it asks for unless it is given.
  func apply(to options: inout PackOptions, for archive: RawPath) throws {
    options.signingKey = try sign.map { path in try readKey(path) { _ = try SigningKey($0) } }
    if encrypt { options.passphrase = try passphrase.readNew(for: archive) }
  }
}
