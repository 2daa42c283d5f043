/// How much memory a reader may use for decoded content.
///
/// The format allows more than most machines have, and a few bytes of zstd can declare all of it.
package struct DecodeLimits: Hashable, Sendable {
  /// The most bytes that one table or the bodies of one block may decode to.
  package let bytes: Int

  package init(bytes: Int) { self.bytes = bytes }

  /// Twice the most that this program writes.
  package static let standard = DecodeLimits(bytes: 1 << 29)

  /// The largest table file that the format allows, in bytes.
  package static let tableBytes = 1 << 28

  /// The most pixels that a picture may have.
  package var pixels: Int { bytes / 4 }
  /// The most quantised latents that a block may store together; each takes about eight bytes.
  package var latents: Int { bytes / 8 }
  /// The most multiplications that the predictors of a table may take. At the standard limit these
  /// are sixteen for each byte of the largest table that the format allows.
  package var products: Int { bytes <= 1 << 50 ? 8 * bytes : .max }

  /// The most bytes that all pictures and tables of an archive of `count` bytes may decode to.
  ///
  /// Without this bound many entries, each within its own limit, could take unlimited time.
  package func total(ofArchive count: Int) -> Int {
    let (many, overflow) = bytes.multipliedReportingOverflow(by: Self.entries)
    return overflow ? .max : max(many, Self.density * min(count, Int.max / Self.density))
  }

  /// The number of largest entries that any archive may have.
  private static let entries = 64
  /// Decoded bytes allowed for each byte of the archive. Only pictures of almost a single colour,
  /// coded with zstd, are denser.
  private static let density = 4096
}
