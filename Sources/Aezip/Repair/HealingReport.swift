import Bytes
import Container
import Files
import SystemPackage

/// How much of an archive's damage its redundancy heals.
public struct HealingReport: Sendable, Equatable {
  /// The requested redundancy, in percent of the archive.
  public let redundancy: Double
  /// Damaged or missing bytes.
  public let damagedBytes: Int
  /// Bytes that redundancy restores.
  public let healedBytes: Int
  /// The number of contiguous ranges of those bytes.
  public let healedPlaces: Int

  /// Whether the archive is restored byte for byte.
  public let isComplete: Bool

  init(_ healing: ArchiveHealing) {
    redundancy = healing.redundancy.percent
    (damagedBytes, healedBytes) = (healing.damagedBytes, healing.healedBytes)
    healedPlaces = healing.healedRangeCount
    isComplete = healing.isComplete
  }
}

extension Archive {
  /// What ``repair(_:into:overwrite:limit:passphrase:progress:)`` would heal; nil if the archive
  /// has no redundancy or no damage.
  ///
  /// - Parameter passphrase: evaluated if the archive is encrypted
  /// - Throws: errors of the kinds in ``ErrorKind``
  public static func healing(
    of path: FilePath, limit: Int = Archive.standardLimit,
    passphrase: @autoclosure () throws -> String? = nil
  ) throws -> HealingReport? {
    try healing(of: path.bytes, limit: limit, passphrase: try passphrase())
  }

  /// Reports healing, with the path as bytes.
  package static func healing(
    of path: [UInt8], limit: Int = Archive.standardLimit,
    passphrase: @autoclosure () throws -> String? = nil
  ) throws -> HealingReport? {
    let input = try InputFile(path: path, followingLinks: true)
    let source = try ArchiveSource(input, isLenient: true, passphrase: passphrase)
    let healing = try ArchiveHealing.heal(source.bytes, limit: DecodeLimits(bytes: limit))
    return healing.flatMap { $0.isNeeded ? HealingReport($0) : nil }
  }

  /// The percentage of the archive whose damage can always be healed, as requested, and the bytes
  /// of redundancy; nil if there is none.
  public var redundancy: (percent: Double, bytes: Int)? {
    get throws {
      let sections = reader.index.sections.filter { $0.type == .parity }
      let bytes = sections.reduce(0) { $0 + $1.end - $1.offset }
      for section in sections {
        if let redundancy = try reader.source.redundancy(in: section) {
          return (redundancy.percent, bytes)
        }
      }
      return nil
    }
  }
}
