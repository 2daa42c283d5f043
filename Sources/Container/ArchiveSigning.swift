import Bytes
import Protection

/// How an archive that is written comes to a signature.
package enum ArchiveSigning: Sendable {
  case none
  case by(SigningKey)
  /// One that is there already, where it still holds.
  case keeping(ArchiveSignature)

  var mayHappen: Bool { if case .none = self { false } else { true } }

  /// The signature of an archive whose covered bytes have this digest.
  func signature(of digest: Digest) -> ArchiveSignature? {
    switch self {
    case .none: nil
    case .by(let key): key.sign(digest)
    case .keeping(let signature): signature.holds(for: digest) ? signature : nil
    }
  }
}
