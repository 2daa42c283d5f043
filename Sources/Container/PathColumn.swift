import Bytes

/// Paths in delta code: each shares a prefix and a suffix with the path before, and only its middle
/// is stored.
package enum PathColumn {
  package static func encode(_ paths: some Sequence<[UInt8]>) -> [UInt8] {
    var prefixes: [UInt64] = []
    var suffixes: [UInt64] = []
    var lengths: [UInt64] = []
    var middles: [UInt8] = []
    var previous: [UInt8] = []
    for path in paths {
      let prefix = shared(previous, path)
      let suffix = shared(previous.dropFirst(prefix).reversed(), path.dropFirst(prefix).reversed())
      let middle = path.dropFirst(prefix).dropLast(suffix)
      prefixes.append(UInt64(prefix))
      suffixes.append(UInt64(suffix))
      lengths.append(UInt64(middle.count))
      middles.append(contentsOf: middle)
      previous = path
    }
    let columns = [prefixes, suffixes, lengths].map(PackedIntegers.pack)
    // Each plane has one byte for each path; without paths there are no planes.
    return columns.map { UInt8($0.count / max(prefixes.count, 1)) } + columns.joined() + middles
  }

  /// The length of the common prefix.
  private static func shared(
    _ first: some Sequence<UInt8>, _ second: some Sequence<UInt8>
  ) -> Int {
    zip(first, second).prefix { $0 == $1 }.reduce(0) { count, _ in count + 1 }
  }

  /// Decodes the paths in order.
  package struct Decoder {
    private let prefixes: PackedIntegers
    private let suffixes: PackedIntegers
    private let lengths: PackedIntegers
    private var middles: ByteReader
    private var previous: [UInt8] = []
    /// The number of bytes that the remaining paths may have.
    private var allowance: Int

    /// - Parameter allowance: the number of bytes that all paths together may have.
    package init(
      _ column: ArraySlice<UInt8>, count: Int, allowance: Int
    ) throws(CatalogueError) {
      self.allowance = allowance
      do throws(BytesError) {
        var reader = ByteReader(column)
        let widths = Array(try reader.take(3))
        prefixes = try Self.planes(widths[0], count, from: &reader)
        suffixes = try Self.planes(widths[1], count, from: &reader)
        lengths = try Self.planes(widths[2], count, from: &reader)
        middles = reader
      } catch {
        throw .malformedColumn(.path, error)
      }
    }

    /// One of the three columns of lengths, which need two planes at most.
    private static func planes(
      _ width: UInt8, _ count: Int, from reader: inout ByteReader
    ) throws(BytesError) -> PackedIntegers {
      let start = reader.offset
      guard width <= 2,
        let planes = PackedIntegers(try reader.take(Int(width) * count), count: count)
      else { throw .outOfBounds(offset: start, value: UInt64(width), limit: 2) }
      return planes
    }

    /// The path of `row`; rows must be read in order.
    package mutating func next(row: Int) throws(CatalogueError) -> [UInt8] {
      let prefix = Int(prefixes[row])
      let suffix = Int(suffixes[row])
      let middle = Int(lengths[row])
      let length = prefix + middle + suffix
      guard prefix + suffix <= previous.count else {
        throw .sharesTooMuch(row: row, shared: prefix + suffix, available: previous.count)
      }
      guard length <= ArchiveLimit.path, length <= allowance else {
        throw .tooLarge(.path, row: row, value: UInt64(length), limit: UInt64(ArchiveLimit.path))
      }
      allowance -= length
      do throws(BytesError) {
        var path: [UInt8] = []
        path.reserveCapacity(length)
        path.append(contentsOf: previous[..<prefix])
        path.append(contentsOf: try middles.take(middle))
        path.append(contentsOf: previous[(previous.count - suffix)...])
        previous = path
      } catch {
        throw .malformedColumn(.path, error)
      }
      return previous
    }

    /// Throws unless every byte was read.
    package func expectEnd() throws(CatalogueError) {
      do throws(BytesError) {
        try middles.expectEnd()
      } catch {
        throw .malformedColumn(.path, error)
      }
    }
  }
}
