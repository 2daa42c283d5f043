import Archiver
import Files

/// Why codes cannot do what is asked of them.
package enum LatentError: KindedError, Equatable {
  /// No picture of the archive is stored as codes.
  case noCodes
  /// The picture searched for has another size than all that the archive has codes of.
  case otherSize(query: String, archive: [String])
  /// A file of the archive that is stored in another way.
  case notCoded(path: [UInt8])
  /// Codes have more numbers than can be weighed against each other.
  case tooManyNumbers(Int, limit: Int)

  package var kind: ErrorKind { .misuse }
}

extension LatentError: CustomStringConvertible {
  /// One line that says what is wrong and what to do.
  package var description: String {
    switch self {
    case .noCodes:
      "holds no picture as codes, so there is nothing to compare; pack pictures with loss"
    case .otherSize(let query, let archive):
      """
      the picture is \(query), and the archive has codes of pictures of \
      \(archive.joined(separator: ", ")) only; bring it to that size
      """
    case .notCoded(let path):
      """
      \(displayName(of: path)): not stored as codes, so nothing is near it; `aezip list` shows \
      which files are pictures
      """
    case .tooManyNumbers(let count, let limit):
      "codes of \(count) numbers are more than the \(limit) that can be searched; use fewer latents"
    }
  }
}
