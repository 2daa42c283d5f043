import Bytes

/// Entries with their bodies and extras: what is compressed, stored and read as one.
///
///     var block = Block()
///     block.append(entry, body: codes, extras: metadata)
///     try writer.append(try block.seal(bodyLevel: 19))
package struct Block: Hashable, Sendable {
  package internal(set) var entries: [Entry]
  /// The entries' bodies, one after the other: codes, file bytes or link targets.
  package private(set) var body: [UInt8]
  /// What the entries' pictures have beside their codes, one after the other.
  package private(set) var extras: [UInt8]
  /// First half of SHA-256 over the decoded samples of all entries whose digest is
  /// ``EntryDigest/shared``, in order; there exactly if there is such an entry.
  package var sharedDigest: SampleDigest?
  /// Where each entry's body and extras begin, and a last element where the last ones end.
  private var bodyStarts: [Int]
  private var extrasStarts: [Int]

  package init() {
    (entries, body, extras, bodyStarts, extrasStarts) = ([], [], [], [0], [0])
  }

  /// A block as it was read; nil unless the entries' lengths sum up to what there is.
  package init?(entries: [Entry], body: [UInt8], extras: [UInt8], sharedDigest: SampleDigest?) {
    self.entries = entries
    self.body = body
    self.extras = extras
    self.sharedDigest = sharedDigest
    bodyStarts = entries.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.bodyLength) }
    extrasStarts = entries.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.extrasLength) }
    guard bodyStarts.last == body.count, extrasStarts.last == extras.count else { return nil }
  }

  /// Adds `entry`, whose lengths become those of `body` and `extras`.
  package mutating func append(_ entry: Entry, body: [UInt8] = [], extras: [UInt8] = []) {
    var entry = entry
    entry.bodyLength = body.count
    entry.extrasLength = extras.count
    entries.append(entry)
    self.body.append(contentsOf: body)
    self.extras.append(contentsOf: extras)
    bodyStarts.append(self.body.count)
    extrasStarts.append(self.extras.count)
  }

  /// The body of the entry at `index`.
  package func body(at index: Int) -> ArraySlice<UInt8> {
    body[bodyStarts[index]..<bodyStarts[index + 1]]
  }

  /// The extras of the entry at `index`.
  package func extras(at index: Int) -> ArraySlice<UInt8> {
    extras[extrasStarts[index]..<extrasStarts[index + 1]]
  }
}
