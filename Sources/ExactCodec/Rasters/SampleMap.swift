import Bytes

/// The values that samples have, which are coded by their numbers from the lowest on.
///
/// Many scanners and cameras leave out most values: twelve bits in sixteen, or multiples of
/// sixteen.
package struct SampleMap: Equatable {
  /// Some values that follow each other.
  package struct Run: Equatable {
    /// The values left out before it.
    package var skipped: Int
    package var count: Int

    package init(skipped: Int, count: Int) { (self.skipped, self.count) = (skipped, count) }
  }

  package private(set) var runs: [Run]

  /// Values that are coded.
  package var count: Int { runs.reduce(0) { $0 + $1.count } }

  /// The map that suits some samples.
  ///
  /// - Parameter parts: planes of some rows each, with one sample at least in all
  package init(_ parts: some Sequence<[[UInt16]]>) {
    var isUsed = [Bool](repeating: false, count: 1 << 16)
    for value in parts.joined().joined() { isUsed[Int(value)] = true }
    let first = isUsed.firstIndex(of: true) ?? 0
    let last = isUsed.lastIndex(of: true) ?? 0
    let used = isUsed.reduce(0) { $0 + ($1 ? 1 : 0) }
    runs = [Run(skipped: first, count: last + 1 - first)]
    // A few gaps tell less than the distances that they disturb.
    guard 2 * used <= last + 1 - first else { return }
    runs = []
    var (start, value) = (0, first)
    while value <= last {
      let end = isUsed[value...].firstIndex(of: false) ?? isUsed.count
      runs.append(Run(skipped: value - start, count: end - value))
      start = end
      value = isUsed[end...].firstIndex(of: true) ?? isUsed.count
    }
  }

  /// The number of each value below 2¹⁶; that of values that are left out is 0.
  package var numbers: [UInt16] {
    var numbers = [UInt16](repeating: 0, count: 1 << 16)
    for (number, value) in values.enumerated() {
      numbers[Int(value)] = UInt16(truncatingIfNeeded: number)
    }
    return numbers
  }

  /// The values, by number.
  package var values: [UInt16] {
    var values: [UInt16] = []
    values.reserveCapacity(count)
    var next = 0
    for run in runs {
      next += run.skipped
      values += (next..<next + run.count).map { UInt16(truncatingIfNeeded: $0) }
      next += run.count
    }
    return values
  }

  // MARK: Layout

  /// - Parameter limit: values that samples may have
  package init(parsing reader: inout ByteReader, limit: Int) throws {
    let count = try reader.count(atMost: limit)
    var (runs, end) = ([Run](), 0)
    for index in 0..<count {
      let run = Run(
        skipped: try reader.count(atMost: limit), count: try reader.count(atMost: limit))
      end += run.skipped + run.count
      guard end <= limit, run.count > 0, run.skipped > 0 || index == 0 else {
        throw ExactCodeError.malformed(reason: "values of samples")
      }
      runs.append(run)
    }
    guard !runs.isEmpty else { throw ExactCodeError.malformed(reason: "no values of samples") }
    self.runs = runs
  }

  package func append(to writer: inout ByteWriter) {
    writer.varint(runs.count)
    for run in runs {
      writer.varint(run.skipped)
      writer.varint(run.count)
    }
  }
}
