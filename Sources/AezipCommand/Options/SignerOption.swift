import ArgumentParser
import Files
import Protection

/// Who must have signed an archive.
struct SignerOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Require a signature by this public Ed25519 key.",
      valueName: "key.pem"))
  var signer: RawPath?

  /// The key's file.
  ///
  /// - Throws: ``Failure``, which names the file, if it is not a public key
  func read() throws -> [UInt8]? {
    try signer.map { path in try readKey(path) { _ = try VerifyingKey($0) } }
  }
}

/// The content of a key file that `check` has nothing against.
func readKey(_ path: RawPath, _ check: ([UInt8]) throws -> Void) throws -> [UInt8] {
  let file = try InputFile(path: path.bytes, followingLinks: true).readAll(limit: 1 << 16)
  do {
    try check(file)
  } catch {
    throw Failure(file: path, error: error)
  }
  return file
}
