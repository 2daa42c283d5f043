import Bytes

/// Entries with their bodies and extras, which are compressed, stored and read together.
///
///     var block = Block()
///     block.append(entry, body: bytes, extras: metadata)
///     try writer.append(try block.compressed(bodyLevel: 19))
package struct Block: Hashable, Sendable {
  package internal(set) var entries: [Entry]
  /// The bodies of the entries, concatenated: coded pictures, file bytes or link targets.
  package private(set) var body: [UInt8]
  /// The metadata of the pictures, concatenated.
  package private(set) var extras: [UInt8]
  /// The digest of the decoded samples of all entries whose digest is ``EntryDigest/shared``, in
  /// order; nil if there is no such entry.
  package var sharedDigest: SampleDigest?
  /// The offsets at which bodies and extras begin, and at last the offset at which they end.
  private var bodyStarts: [Int]
  private var extrasStarts: [Int]

  package init() {
    (entries, body, extras, bodyStarts, extrasStarts) = ([], [], [], [0], [0])
  }

  /// A block that was read; nil unless the lengths of the entries add up to those of body and
  /// extras.
  package init?(entries: [Entry], body: [UInt8], extras: [UInt8], sharedDigest: SampleDigest?) {
    self.entries = entries
    self.body = body
    self.extras = extras
    self.sharedDigest = sharedDigest
    bodyStarts = entries.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.bodyLength) }
    extrasStarts = entries.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.extrasLength) }
    guard bodyStarts.last == body.count, extrasStarts.last == extras.count else { return nil }
  }

  /// Appends `entry` and sets its lengths to those of `body` and `extras`.
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
