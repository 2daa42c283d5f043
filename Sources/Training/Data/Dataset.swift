import Files
import Tables

/// A data set of pictures or of tables.
package struct Dataset: Sendable {
  package enum Content: Sendable {
    case table(Table)
    case pictures(PictureSource)
  }

  package let content: Content
  /// The tables' files and the number of samples in each, in order; empty for pictures.
  package let tableFiles: [(path: [UInt8], samples: Int)]
  /// The files in folders that are not part of the data, in the order of the walk.
  package let leftOut: [LeftOut]

  /// The number of samples: pictures or rows.
  package var count: Int {
    switch content {
    case .table(let table): table.count
    case .pictures(let source): source.items.count
    }
  }

  /// The labels of the samples; nil if there are none. Pictures are labelled by their subfolders,
  /// tables by files beside them that are named like those of MNIST.
  ///
  /// Throws if a label file cannot be read or does not match the samples.
  package func labels() throws(DatasetError) -> Labels? {
    if case .pictures(let source) = content { return source.labels }
    var tables: [Table] = []
    for file in tableFiles {
      guard let path = Self.labelFile(beside: file.path) else { return nil }
      let table = try Self.readTable(path).table
      guard table.numbersPerSample == 1, table.count == file.samples else {
        throw .labels(path: path, found: table.axes, samples: file.samples)
      }
      tables.append(table)
    }
    guard let first = tables.first, tables.allSatisfy({ $0.type == first.type }) else { return nil }
    return Labels(
      Table(
        type: first.type, shape: [], count: tables.reduce(0) { $0 + $1.count },
        bytes: tables.flatMap(\.bytes)))
  }

  /// The labels of the samples, read from a table of one number per row.
  package func labels(in path: [UInt8]) throws(DatasetError) -> Labels {
    let table = try Self.readTable(path).table
    guard table.numbersPerSample == 1, table.count == count else {
      throw .labels(path: path, found: table.axes, samples: count)
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
