/// What must be the same for tables to be joined.
package struct TableKind: Equatable, Sendable {
  package let type: NumberType
  package let shape: [Int]

  package init(type: NumberType, shape: [Int]) {
    self.type = type
    self.shape = shape
  }
}

extension Table {
  package var kind: TableKind { TableKind(type: type, shape: shape) }
}

extension TableKind: CustomStringConvertible {
  /// "28 × 28 numbers of u8".
  package var description: String { "\(shapeText(shape)) numbers of \(type.rawValue)" }
}

/// "60000 × 28 × 28".
package func shapeText(_ axes: [Int]) -> String {
  axes.isEmpty ? "1" : axes.map(String.init).joined(separator: " × ")
}
