import Files
import Tables

extension Dataset {
  /// Opens the data in `paths`, which are files or folders. The content decides the kind of a file,
  /// then its name.
  ///
  /// All files in `paths` must hold data of one kind. A folder that holds a picture is a data set
  /// of pictures; ``leftOut`` lists its other files. Tables are concatenated.
  package static func open(_ paths: [[UInt8]]) throws(DatasetError) -> Dataset {
    guard !paths.isEmpty else { throw .noPaths }
    let search = try DataSearch(paths)
    let pictures = search.found.filter { $0.kind.isPicture }
    let tables = search.found.filter { !$0.kind.isPicture }
    var leftOut = search.leftOut
    if let picture = pictures.first {
      if let table = tables.first(where: \.isNamed) {
        throw .mixedKinds(picture: picture.path, table: table.path)
      }
      leftOut += tables.map { LeftOut(path: $0.path, reason: .tableBesidePictures) }
      return Dataset(
        content: .pictures(PictureSource(pictures)), tableFiles: [], leftOut: leftOut)
    }
    guard !tables.isEmpty else {
      guard search.files > 0 else { throw .empty(paths: paths) }
      throw .nothingUsable(paths: paths, files: search.files, first: leftOut.first)
    }
    let (data, labels) = separatingLabels(tables)
    leftOut += labels.map { LeftOut(path: $0.path, reason: .labels) }
    return try joined(data, leftOut: leftOut)
  }

  /// Reads a table from a file.
  package static func readTable(_ path: [UInt8]) throws(DatasetError) -> TableFile {
    let bytes: [UInt8]
    do {
      let file = try InputFile(path: path, followingLinks: true)
      bytes = try file.readAll(limit: TableFile.maximumBytes)
    } catch {
      throw .input(error)
    }
    do {
      return try TableFile(bytes, name: path)
    } catch {
      throw .table(path: path, error)
    }
  }

  /// Sets aside tables in folders whose names mark them as the labels of other tables.
  private static func separatingLabels(
    _ tables: [FoundData]
  ) -> (data: [FoundData], labels: [FoundData]) {
    let labelPaths = Set(tables.flatMap { LabelFile.candidates(beside: $0.path) })
    let isLabels = { (file: FoundData) in !file.isNamed && labelPaths.contains(file.path) }
    return (tables.filter { !isLabels($0) }, tables.filter(isLabels))
  }

  private static func joined(
    _ files: [FoundData], leftOut: [LeftOut]
  ) throws(DatasetError) -> Dataset {
    let first = try readTable(files[0].path).table
    var (bytes, origins) = (first.bytes, [(path: files[0].path, samples: first.count)])
    for file in files.dropFirst() {
      let next = try readTable(file.path).table
      guard next.kind == first.kind else {
        throw .mixedTables(first: files[0].path, first.kind, second: file.path, next.kind)
      }
      guard bytes.count + next.bytes.count <= TableFile.maximumBytes else {
        throw .tooLarge(limit: TableFile.maximumBytes)
      }
      bytes += next.bytes
      origins.append((path: file.path, samples: next.count))
    }
    let table = Table(
      type: first.type, shape: first.shape, count: origins.reduce(0) { $0 + $1.samples },
      bytes: bytes)
    return Dataset(content: .table(table), tableFiles: origins, leftOut: leftOut)
  }
}

extension FoundData.Kind {
  fileprivate var isPicture: Bool {
    if case .picture = self { true } else { false }
  }
}

extension PictureSource {
  fileprivate init(_ pictures: [FoundData]) {
    items = pictures.compactMap { found in
      guard case .picture(let header) = found.kind else { return nil }
      return Item(
        name: found.name, path: found.path, format: header.format, shape: header.shape,
        fileBytes: found.fileBytes, isNamed: found.isNamed)
    }
    .sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }
}
