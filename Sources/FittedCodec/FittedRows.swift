import Bytes
import Tensors

/// Decodes a fitted picture, one row of tiles at a time.
package final class FittedRows {
  private let layout: TileLayout
  private let channels: Int
  private let kernels: FittedKernels
  private let threads: Int
  /// The streams of the tiles that are left.
  private var streams: ArraySlice<ArraySlice<UInt8>>
  private var row = 0

  /// - Parameters:
  ///   - body: what ``PictureFitting`` made of a picture; untrusted
  ///   - channels: 1 or 3
  ///   - threads: the tiles that are decoded at a time
  package init(
    _ body: ArraySlice<UInt8>, width: Int, height: Int, channels: Int, threads: Int = 1,
    kernels: FittedKernels = .current
  ) throws(FittedError) {
    layout = TileLayout(width: width, height: height)
    (self.channels, self.threads, self.kernels) = (channels, max(threads, 1), kernels)
    var streams: [ArraySlice<UInt8>] = []
    do throws(BytesError) {
      var reader = ByteReader(body)
      // Each tile takes its header at least, which bounds the list by the bytes.
      guard layout.count * FittedHeader.size <= body.count else {
        throw .trailingBytes(offset: 0, count: 0)
      }
      let lengths = try (1..<layout.count).map { _ throws(BytesError) in
        try reader.count(atMost: body.count)
      }
      for length in lengths { streams.append(try reader.take(length)) }
      streams.append(try reader.take(reader.remaining))
    } catch {
      throw .cutShort
    }
    self.streams = streams[...]
  }

  /// The samples of the next rows, interleaved; nil behind the last ones.
  package func next() throws(FittedError) -> [UInt8]? {
    guard !streams.isEmpty else { return nil }
    let columns = layout.columns
    let height = layout.rows[row + 1] - layout.rows[row]
    let parts = Array(streams.prefix(columns.count - 1))
    streams = streams.dropFirst(parts.count)
    row += 1
    let width = columns[columns.count - 1]
    var samples = [UInt8](repeating: 0, count: width * height * channels)
    for first in stride(from: 0, to: parts.count, by: threads) {
      let batch = first..<min(first + threads, parts.count)
      let kernels = kernels
      let decoded = concurrently(batch.count) { index in
        let tile = batch.lowerBound + index
        return Result { () throws(FittedError) in
          try FittedTile.decode(
            parts[tile], width: columns[tile + 1] - columns[tile], height: height,
            kernels: kernels)
        }
      }
      for (tile, result) in zip(batch, decoded) {
        copy(
          try result.get(), at: columns[tile], width: columns[tile + 1] - columns[tile], &samples)
      }
    }
    return samples
  }

  private func copy(_ tile: [UInt8], at column: Int, width: Int, _ samples: inout [UInt8]) {
    let whole = layout.columns[layout.columns.count - 1]
    for row in 0..<tile.count / (3 * width) {
      let to = (row * whole + column) * channels
      guard channels == 1 else {
        samples.replaceSubrange(
          to..<to + 3 * width, with: tile[3 * row * width..<3 * (row + 1) * width])
        continue
      }
      for x in 0..<width { samples[to + x] = tile[3 * (row * width + x) + 1] }
    }
  }

  /// Bytes that decoding takes, about, with one tile at a time.
  package static func memory(width: Int, height: Int) -> Int {
    let layout = TileLayout(width: width, height: height)
    let (tileWidth, tileHeight) = layout.largest
    return 3 * width * tileHeight + PlaneStack.bytesOfDecoding * paddedPixels(tileWidth, tileHeight)
  }

  /// The pixels of a plane with its margins.
  static func paddedPixels(_ width: Int, _ height: Int) -> Int {
    (width + PlaneStack.marginColumns) * (height + PlaneStack.marginRows)
  }
}
