import Aezip
import ArgumentParser
import Protection

/// Who may read an archive that is packed, and who vouches for it.
struct ProtectionOptions: ParsableArguments {
  @Flag(help: "Encrypt the archive, names and all, with a passphrase.")
  var encrypt = false

  @OptionGroup var passphrase: PassphraseOption

  @Option(
    help: ArgumentHelp(
      "Sign the archive with this private key: a PEM file as `openssl genpkey -algorithm ed25519` "
        + "writes it.",
      valueName: "key.pem"))
  var sign: RawPath?

  func validate() throws {
    guard encrypt || passphrase.passphraseFile == nil else {
      throw ValidationError("--passphrase-file is of no use without --encrypt")
    }
  }

  /// Asks for the passphrase, where it is not given, and reads the key.
  func apply(to options: inout PackOptions, for archive: RawPath) throws {
    options.signingKey = try sign.map { path in try readKey(path) { _ = try SigningKey($0) } }
    if encrypt { options.passphrase = try passphrase.readNew(for: archive) }
  }
}
