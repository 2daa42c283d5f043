/// Why a file is no key.
package enum KeyError: Error, Equatable {
  /// There is no such part in it; the label is as in `-----BEGIN label-----`.
  case missing(label: String)
  /// A public key where a private one is wanted, or the other way round.
  case otherHalf(wanted: String)
  case protectedByPassword
  /// It is of another kind than Ed25519.
  case otherKind
  /// Between the lines is no base64, or no key.
  case malformed
}

extension KeyError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let label):
      "is no key file (a PEM file with BEGIN \(label)); `openssl genpkey -algorithm ed25519` makes "
        + "a private one"
    case .otherHalf(KeyFile.publicLabel):
      "is a private key; its public one, which `openssl pkey -in KEY -pubout` prints, is wanted"
    case .otherHalf: "is a public key; the private one is wanted"
    case .protectedByPassword:
      "is protected by a password, which is not supported; `openssl pkey -in KEY` prints it without"
    case .otherKind: "is no Ed25519 key; `openssl genpkey -algorithm ed25519` makes one"
    case .malformed: "is damaged: no key can be read from it"
    }
  }
}
