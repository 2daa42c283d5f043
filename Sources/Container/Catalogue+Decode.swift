extension Catalogue {
  /// The catalogue that `bytes` hold to their end. Its entries are not validated.
  package init(parsing bytes: ArraySlice<UInt8>, limits: Limits) throws(CatalogueError) {
    try self.init(CatalogueColumns(parsing: bytes, limits: limits), limits: limits)
  }

  init(_ columns: CatalogueColumns, limits: Limits) throws(CatalogueError) {
    var rows = try CatalogueRows(columns, limits)
    entries = []
    entries.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      entries.append(try rows.next(row))
    }
    try rows.expectEnd()
    sharedDigests = rows.sharedDigests
  }
}
