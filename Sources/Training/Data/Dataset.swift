import Files
import Tables

/// What a model learns from: pictures, or tables of numbers.
package struct Dataset: Sendable {
  package enum Content: Sendable {
    case table(Table)
    case pictures(PictureSource)
  }

  package let content: Content
  /// The files the tables came from and the objects in each, in order; empty for pictures.
  package let tableFiles: [(path: [UInt8], objects: Int)]
  /// Files found in folders that are not part of the data, in the order of the walk.
  package let leftOut: [LeftOut]

  /// Objects there are: pictures or rows.
  package var count: Int {
    switch content {
    case .table(let table): table.count
    case .pictures(let source): source.items.count
    }
  }

  /// The objects' labels: subfolders of pictures, or files named like those of MNIST beside each
  /// table; nil where there are none.
  ///
  /// Throws where there is such a file but it cannot be read or belongs to other objects.
  package func labels() throws(DatasetError) -> Labels? {
    if case .pictures(let source) = content { return source.labels }
    var tables: [Table] = []
    for file in tableFiles {
      guard let path = Self.labelFile(beside: file.path) else { return nil }
      let table = try Self.readTable(path).table
      guard table.numbersPerObject == 1, table.count == file.objects else {
        throw .labels(path: path, found: table.axes, objects: file.objects)
      }
      tables.append(table)
    }
    guard let first = tables.first, tables.allSatisfy({ $0.type == first.type }) else { return nil }
    return Labels(
      Table(
        type: first.type, shape: [], count: tables.reduce(0) { $0 + $1.count },
        bytes: tables.flatMap(\.bytes)))
  }

  /// The objects' labels in a table of one number each.
  package func labels(in path: [UInt8]) throws(DatasetError) -> Labels {
    let table = try Self.readTable(path).table
    guard table.numbersPerObject == 1, table.count == count else {
      throw .labels(path: path, found: table.axes, objects: count)
    }
    return Labels(table)
  }

  private static func labelFile(beside path: [UInt8]) -> [UInt8]? {
    LabelFile.candidates(beside: path).first { candidate in
      let status = try? Directory.current.status(of: candidate, followingLinks: true)
      return status?.kind == .regular
    }
  }
}
