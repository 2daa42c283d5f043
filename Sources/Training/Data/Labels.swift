import Tables

/// The classes of the samples.
package struct Labels: Equatable, Sendable {
  /// The classes in sorted order; numbers are sorted by value.
  package let classes: [String]
  /// The index into `classes` of each sample.
  package let indices: [Int]

  /// Builds the classes from one name per sample.
  package init(_ names: [String]) {
    let order = Set(names).sorted()
    let positions = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
    classes = order
    indices = names.map { positions[$0] ?? 0 }
  }

  /// Builds the classes from a table of one number per sample.
  package init(_ table: Table) {
    let numbers = (0..<table.count).map { table.exactNumbers(of: $0)[0] }
    let order = Set(numbers).sorted()
    let positions = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
    classes = order.map { Int(exactly: $0).map(String.init) ?? $0.description }
    indices = numbers.map { positions[$0] ?? 0 }
  }
}

/// Finds label files beside image files that are named as in MNIST: `train-labels-idx1-ubyte.gz`
/// beside `train-images-idx3-ubyte.gz`.
package enum LabelFile {
  /// The paths where the labels of the samples in `path` may be, the likeliest first. The list is
  /// empty if the name is not that of an image file.
  package static func candidates(beside path: [UInt8]) -> [[UInt8]] {
    let slash = path.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
    guard let name = String(validating: path[slash...], as: UTF8.self), name.contains("images")
    else { return [] }
    var labels = name.replacing("images", with: "labels")
    for axes in 2...4 { labels = labels.replacing("idx\(axes)", with: "idx1") }
    let other = labels.hasSuffix(".gz") ? String(labels.dropLast(3)) : labels + ".gz"
    return [labels, other].map { path[..<slash] + Array($0.utf8) }
  }
}
