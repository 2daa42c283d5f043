/// Looks for the level, one for all pictures, at which an archive is what was asked for, by packing
/// it at one level after the other.
protocol TargetSearch: Sendable {
  /// Where to pack, as a share 0…1 of the way from the lowest level to the highest.
  var share: Double { get }

  /// Takes in what packing at ``share`` came to; moves on where that is not accepted.
  ///
  /// - Throws: ``ArchiverError`` where no level gives what was asked for
  mutating func accepts(_ report: PackReport) throws(ArchiverError) -> Bool
}
