/// The program's name and version in recorded results.
package enum Program {
  /// The version that `aezip --version` prints.
  package static let version = "0.1.0"
}
