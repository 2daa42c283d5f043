/// A version of the archive format.
package struct FormatVersion: Hashable, Sendable {
  package let major: UInt16
  package let minor: UInt16

  package init(major: UInt16, minor: UInt16) {
    self.major = major
    self.minor = minor
  }

  /// The version this program writes; it reads every minor version of its major.
  package static let current = FormatVersion(major: 1, minor: 0)
}

extension FormatVersion: CustomStringConvertible {
  package var description: String { "\(major).\(minor)" }
}
