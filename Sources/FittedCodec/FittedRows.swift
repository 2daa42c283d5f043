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
  /// The last rows of the tiles before, into which the next ones fade.
  private var carried: [UInt8] = []

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
    guard row < layout.rows.count else { return nil }
    var samples = try tiles()
    let line = layout.columns[layout.columns.count - 1].upperBound * channels
    for index in carried.indices {
      samples[index] = TileLayout.faded(carried[index], samples[index], step: index / line)
    }
    row += 1
    guard row < layout.rows.count else { return samples }
    carried = Array(samples.suffix(TileLayout.overlap * line))
    samples.removeLast(carried.count)
    return samples
  }

  /// The samples of a row of tiles.
  private func tiles() throws(FittedError) -> [UInt8] {
    let (columns, height) = (layout.columns, layout.rows[row].count)
    let parts = Array(streams.prefix(columns.count))
    streams = streams.dropFirst(parts.count)
    let width = columns[columns.count - 1].upperBound
    var samples = [UInt8](repeating: 0, count: width * height * channels)
    for first in stride(from: 0, to: parts.count, by: threads) {
      let batch = first..<min(first + threads, parts.count)
      let kernels = kernels
      let decoded = concurrently(batch.count) { index in
        let tile = batch.lowerBound + index
        return Result { () throws(FittedError) in
          try FittedTile.decode(
            parts[tile], width: columns[tile].count, height: height, kernels: kernels)
        }
      }
      for (tile, result) in zip(batch, decoded) { place(try result.get(), columns[tile], &samples) }
    }
    return samples
  }

  /// Copies a tile to its columns; it fades in where another one lies already.
  private func place(_ tile: [UInt8], _ columns: Range<Int>, _ samples: inout [UInt8]) {
    let line = layout.columns[layout.columns.count - 1].upperBound * channels
    let fading = columns.lowerBound > 0 ? TileLayout.overlap : 0
    for row in 0..<tile.count / (3 * columns.count) {
      for column in 0..<columns.count {
        let from = 3 * (row * columns.count + column)
        let to = row * line + (columns.lowerBound + column) * channels
        for channel in 0..<channels {
          // The samples of grey are those of green.
          let sample = tile[from + (channels == 1 ? 1 : channel)]
          samples[to + channel] =
            column < fading
            ? TileLayout.faded(samples[to + channel], sample, step: column) : sample
        }
      }
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
