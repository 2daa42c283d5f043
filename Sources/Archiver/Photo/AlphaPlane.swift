import Bytes
import Zstandard

/// An alpha plane, kept exactly: a filter byte, then the samples, for zstd to compress.
///
/// Filter 0 leaves the samples as they are, which suits masks; filter 1 takes away the
/// prediction left + up − upper left (modulo 256, samples beyond the edge are 0), which suits
/// soft edges.
enum AlphaPlane {
  static func encode(_ plane: [UInt8], width: Int) -> [UInt8] {
    let plain = [0] + plane
    let filtered = [1] + residuals(of: plane, width: width)
    let sizes = [plain, filtered].map {
      (try? ZstdFrame.compress($0[...], level: 3).count) ?? $0.count
    }
    return sizes[0] <= sizes[1] ? plain : filtered
  }

  /// - Throws: ``BytesError`` where the filter is unknown or the count wrong.
  static func decode(_ bytes: ArraySlice<UInt8>, width: Int, height: Int) throws -> [UInt8] {
    var reader = ByteReader(bytes)
    let filter = try reader.count(atMost: 1)
    let samples = try reader.take(width * height)
    try reader.expectEnd()
    return filter == 0 ? Array(samples) : restored(from: Array(samples), width: width)
  }

  private static func residuals(of plane: [UInt8], width: Int) -> [UInt8] {
    plane.indices.map { plane[$0] &- prediction(in: plane, at: $0, width: width) }
  }

  private static func restored(from residuals: [UInt8], width: Int) -> [UInt8] {
    var plane = residuals
    for index in plane.indices {
      plane[index] = residuals[index] &+ prediction(in: plane, at: index, width: width)
    }
    return plane
  }

  private static func prediction(in plane: [UInt8], at index: Int, width: Int) -> UInt8 {
    let hasLeft = index % width > 0
    let hasUp = index >= width
    let left = hasLeft ? plane[index - 1] : 0
    let up = hasUp ? plane[index - width] : 0
    return left &+ up &- (hasLeft && hasUp ? plane[index - width - 1] : 0)
  }
}
