import Bytes

/// The encoded columns of a catalogue.
package struct CatalogueColumns {
  package let rows: Int
  private var data: [ColumnID: ArraySlice<UInt8>] = [:]

  package init(parsing bytes: ArraySlice<UInt8>, limits: Catalogue.Limits) throws(CatalogueError) {
    var reader = ByteReader(bytes)
    do throws(BytesError) {
      rows = try reader.count(atMost: limits.rows)
    } catch {
      throw .malformed(error)
    }
    var previous: ColumnID?
    while reader.remaining > 0 {
      let (id, column) = try Self.column(from: &reader)
      if let previous, id.rawValue <= previous.rawValue {
        throw .columnOrder(id, after: previous)
      }
      previous = id
      guard id.isKnown || !id.isRequired else { throw .unknownRequiredColumn(id) }
      data[id] = column
    }
  }

  private static func column(
    from reader: inout ByteReader
  ) throws(CatalogueError) -> (ColumnID, ArraySlice<UInt8>) {
    do throws(BytesError) {
      let id = ColumnID(rawValue: try reader.varint())
      return (id, try reader.take(try reader.count(atMost: reader.remaining)))
    } catch {
      throw .malformed(error)
    }
  }

  /// The data of a column; empty if the column is left out.
  package subscript(_ id: ColumnID) -> ArraySlice<UInt8> { data[id] ?? [] }

  /// The column `id`, which has `count` integers.
  package func integers(_ id: ColumnID, count: Int) throws(CatalogueError) -> IntegerColumn {
    guard let planes = PackedIntegers(self[id], count: count) else {
      throw .columnLength(id, found: self[id].count, rows: count)
    }
    return IntegerColumn(id: id, planes: planes)
  }
}

/// A column of integers, each of which is checked when it is read.
package struct IntegerColumn {
  package let id: ColumnID
  package let planes: PackedIntegers

  /// The value in `row`, at most `limit`.
  package func value<T: FixedWidthInteger>(
    _ row: Int, atMost limit: T = .max
  ) throws(CatalogueError) -> T {
    let value = planes[row]
    guard value <= UInt64(limit) else {
      throw .tooLarge(id, row: row, value: value, limit: UInt64(limit))
    }
    return T(value)
  }
}
