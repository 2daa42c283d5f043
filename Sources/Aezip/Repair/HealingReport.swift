import Bytes
import Container
import Files

/// What the redundancy of an archive makes of its damage.
public struct HealingReport: Sendable, Equatable {
  /// What was asked for when the archive was packed, in percent of it.
  public let redundancy: Double
  /// Bytes that were found damaged or missing.
  public let damagedBytes: Int
  /// Bytes of those that redundancy makes anew.
  public let healedBytes: Int
  /// How many places, without a gap each, those lie in.
  public let healedPlaces: Int

  /// Whether the archive comes back byte for byte.
  public let isComplete: Bool

  init(_ healing: ArchiveHealing) {
    redundancy = healing.redundancy.percent
    (damagedBytes, healedBytes) = (healing.damagedBytes, healing.healedBytes)
    healedPlaces = healing.healedPlaces
    isComplete = healing.isComplete
  }
}

extension Archive {
  /// What ``repair(_:into:overwrite:limit:passphrase:progress:)`` would heal of an archive; nil if it
  /// has no redundancy, or nothing to be healed.
  ///
  /// - Parameter passphrase: asked for if the archive is encrypted
  /// - Throws: errors of the kinds in ``ErrorKind``
  public static func healing(
    of path: [UInt8], limit: Int = Archive.standardLimit,
    passphrase: @autoclosure () throws -> String? = nil
  ) throws -> HealingReport? {
    let input = try InputFile(path: path, followingLinks: true)
    let source = try ArchiveSource(input, isLenient: true, passphrase: passphrase)
    let healing = try ArchiveHealing(of: source.bytes, limit: DecodeLimits(bytes: limit))
    return healing.flatMap { $0.isNeeded ? HealingReport($0) : nil }
  }

  /// The percentage of the archive that is healed outright should it be damaged, as was asked for
  /// when it was packed, and the bytes that takes; nil if it has no redundancy.
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
