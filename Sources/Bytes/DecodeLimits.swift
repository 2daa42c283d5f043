/// How much a reader holds in memory at once.
///
/// The format allows more than most machines have, and a few bytes of zstd can stand for all of it.
package struct DecodeLimits: Hashable, Sendable {
  /// Bytes that one entry may decode to: a table, the bodies of a block.
  package let bytes: Int

  package init(bytes: Int) { self.bytes = bytes }

  /// Twice what the program itself writes at most.
  package static let standard = DecodeLimits(bytes: 1 << 29)

  /// Bytes of the largest table file that the format allows.
  package static let tableBytes = 1 << 28

  /// Pixels of a picture.
  package var pixels: Int { bytes / 4 }
  /// Quantised latents that are stored together in a block; about eight bytes are held for each.
  package var codes: Int { bytes / 8 }
  /// Products that predicting the numbers of a table may take: sixteen for each byte of the largest
  /// table that the format allows, at the standard limit.
  package var products: Int { bytes <= 1 << 50 ? 8 * bytes : .max }

  /// Bytes that all pictures and tables of an archive of `count` bytes may decode to. Without this
  /// bound many entries, each within the limit, could take time without end.
  package func total(ofArchive count: Int) -> Int {
    let (many, overflow) = bytes.multipliedReportingOverflow(by: Self.entries)
    return overflow ? .max : max(many, Self.density * min(count, Int.max / Self.density))
  }

  /// This many of the largest entries are always allowed.
  private static let entries = 64
  /// Bytes that a byte of an archive may stand for. Only pictures of almost a single colour, coded
  /// with zstd, are denser.
  private static let density = 4096
}
