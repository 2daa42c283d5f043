import Foundation

/// What a key is derived from.
package struct Passphrase: Sendable {
  /// UTF-8 of the text in normalization form C (Unicode Standard Annex 15), so that what is typed
  /// on one system opens what was typed on another.
  let bytes: [UInt8]

  /// - Throws: ``EncryptionError/emptyPassphrase``
  package init(_ text: String) throws(EncryptionError) {
    bytes = Array(text.precomposedStringWithCanonicalMapping.utf8)
    guard !bytes.isEmpty else { throw .emptyPassphrase }
  }
}

extension Passphrase: CustomStringConvertible, CustomReflectable {
  /// Nothing of it: messages and logs are read by others.
  package var description: String { "(passphrase)" }

  package var customMirror: Mirror { Mirror(self, children: []) }
}
