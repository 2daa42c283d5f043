/// What the program is called where results are recorded.
package enum Program {
  /// As `aezip --version` says it.
  package static let version = "0.1.0"
}
