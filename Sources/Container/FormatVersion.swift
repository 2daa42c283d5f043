/// A version of the archive format.
package struct FormatVersion: Hashable, Sendable {
  package let major: UInt16
  package let minor: UInt16

  package init(major: UInt16, minor: UInt16) {
    self.major = major
    self.minor = minor
  }

  /// Files stored byte for byte, and pictures at trained levels.
  package static let first = FormatVersion(major: 1, minor: 0)
  /// Pictures whose latents are coded in groups.
  package static let groups = FormatVersion(major: 1, minor: 1)
  /// Copies of files, and the stored PSNR of pictures.
  package static let copies = FormatVersion(major: 1, minor: 2)
  /// Entropy-coded tables of numbers.
  package static let tables = FormatVersion(major: 1, minor: 3)
  /// Models learned for one archive: packed and adapted models, and predictors of tables.
  package static let learned = FormatVersion(major: 1, minor: 4)
  /// Latents of samples under logistic distributions, whose scales follow from earlier latents.
  package static let followed = FormatVersion(major: 1, minor: 5)
  /// Parity that heals damage.
  package static let redundancy = FormatVersion(major: 1, minor: 6)
  /// Signatures.
  package static let signed = redundancy
  /// Pictures between two trained levels whose networks are conditioned on the nearest one.
  package static let nearest = FormatVersion(major: 1, minor: 7)
  /// Pictures stored as blocks or exact pixels, layers of blocks over decoded latents; marks and
  /// all ancillary chunks among the metadata of pictures; JPEG files, exactly.
  package static let blocks = FormatVersion(major: 1, minor: 8)
  /// The latest version this program knows; it reads every minor version of its major.
  package static let current = blocks
}

extension FormatVersion: Comparable {
  package static func < (one: FormatVersion, other: FormatVersion) -> Bool {
    (one.major, one.minor) < (other.major, other.minor)
  }
}

extension FormatVersion: CustomStringConvertible {
  package var description: String { "\(major).\(minor)" }
}
