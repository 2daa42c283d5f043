import Tables

/// Which class each object is of.
package struct Labels: Equatable, Sendable {
  /// Sorted; numbers by their value.
  package let classes: [String]
  /// Of every object, an index into `classes`.
  package let indices: [Int]

  /// Sorts out the names of the objects' classes.
  package init(_ names: [String]) {
    let order = Set(names).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
    classes = order
    indices = names.map { places[$0] ?? 0 }
  }

  /// Takes a table of one number an object.
  package init(_ table: Table) {
    let numbers = (0..<table.count).map { table.exactNumbers(of: $0)[0] }
    let order = Set(numbers).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
    classes = order.map { Int(exactly: $0).map(String.init) ?? $0.description }
    indices = numbers.map { places[$0] ?? 0 }
  }
}

/// Files of labels beside files of images, as MNIST has them: `train-labels-idx1-ubyte.gz` beside
/// `train-images-idx3-ubyte.gz`.
package enum LabelFile {
  /// Where the labels of the objects in `path` may be, the likeliest first; empty where the name
  /// is not that of images.
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
