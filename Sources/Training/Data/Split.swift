import Bytes
import Tables

/// Training and held-out samples. The split is the same on every run.
package struct Split: Equatable, Sendable {
  /// The indices of the training samples, ascending.
  package let training: [Int]
  /// The indices of the held-out samples, ascending: about a tenth, at least one. Nothing is held
  /// out if there are fewer than ``smallest`` samples or if all are equal.
  package let heldOut: [Int]

  package static let smallest = 20

  /// Splits by a digest of each sample or of its name, not by its index. Added or removed samples
  /// leave the others on their side, unless only one sample is held out.
  package init(count: Int, digest: (Int) -> Digest) {
    let all = Array(0..<count)
    let values = count < Self.smallest ? [] : all.map { Self.value(of: digest($0)) }
    let limit = max(values.min() ?? 0, UInt32.max / 10)
    let heldOut = values.indices.filter { values[$0] <= limit }
    self.heldOut = heldOut.count == count ? [] : heldOut
    training = values.isEmpty || heldOut.count == count ? all : all.filter { values[$0] > limit }
  }

  /// Maps a digest to a uniformly distributed number.
  private static func value(of digest: Digest) -> UInt32 {
    digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension Table {
  /// The split into training and held-out samples. Equal samples are on the same side, so that no
  /// training sample is held out.
  package var split: Split {
    Split(count: count) { Digest(of: bytes(of: $0)) }
  }
}
