import Bytes
import Tables

/// Objects to learn from and objects kept back to judge by, the same on every run.
package struct Split: Equatable, Sendable {
  /// Ascending.
  package let training: [Int]
  /// Ascending: about a tenth of all, one at least; none of fewer than ``smallest``, where each
  /// one counts, nor of objects that are all equal.
  package let heldOut: [Int]

  package static let smallest = 20

  /// Decides by a digest of the object or of its name, never by its place: objects that come or
  /// go move no other to the other side, but where one alone is held back.
  package init(count: Int, digest: (Int) -> Digest) {
    let all = Array(0..<count)
    let values = count < Self.smallest ? [] : all.map { Self.value(of: digest($0)) }
    let limit = max(values.min() ?? 0, UInt32.max / 10)
    let heldOut = values.indices.filter { values[$0] <= limit }
    self.heldOut = heldOut.count == count ? [] : heldOut
    training = values.isEmpty || heldOut.count == count ? all : all.filter { values[$0] > limit }
  }

  /// Evenly spread over all values there are.
  private static func value(of digest: Digest) -> UInt32 {
    digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension Table {
  /// Which objects to learn from and which to judge by; equal objects are on the same side, so
  /// that nothing learnt is asked for.
  package var split: Split {
    Split(count: count) { Digest(of: bytes(of: $0)) }
  }
}
