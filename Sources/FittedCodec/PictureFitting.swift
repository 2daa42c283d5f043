import Bytes
import Synchronization
import Tensors

/// Fits pictures and encodes them, tile by tile.
package struct PictureFitting: Sendable {
  /// The loss of a bit per pixel, against squared errors of samples 0…1.
  private let lambda: Float
  private let steps: Int
  private let threads: Int
  private let kernels: FittedKernels

  /// - Parameters:
  ///   - errorPerBit: the sum of squared errors of samples that is worth a bit
  ///   - steps: of gradient descent, for each tile
  ///   - threads: the tiles that are fitted at a time
  package init(
    errorPerBit: Double, steps: Int, threads: Int, kernels: FittedKernels = .current
  ) {
    lambda = Float(errorPerBit / (3 * 255 * 255))
    (self.steps, self.threads, self.kernels) = (steps, max(threads, 1), kernels)
  }

  /// Encodes a picture.
  ///
  /// - Parameters:
  ///   - samples: interleaved
  ///   - channels: 1 or 3
  ///   - report: receives the share of all steps that are done, not on any particular thread
  /// - Returns: the body, which ``FittedRows`` decodes
  package func encode(
    _ samples: [UInt8], width: Int, height: Int, channels: Int,
    report: (@Sendable (Double) -> Void)? = nil
  ) throws(FittedError) -> [UInt8] {
    let layout = TileLayout(width: width, height: height)
    let start = StartState.nearest(to: lambda)
    let settings = FitSettings(lambda: lambda, steps: steps)
    var streams: [[UInt8]] = []
    let done = Atomic(0)
    let all = layout.count * settings.allSteps
    let step: @Sendable () -> Void = {
      let count = done.add(1, ordering: .relaxed).newValue
      report?(Double(count) / Double(all))
    }
    let (columns, kernels) = (layout.columns.count, kernels)
    for first in stride(from: 0, to: layout.count, by: threads) {
      let batch = first..<min(first + threads, layout.count)
      let results = concurrently(batch.count) { index in
        let tile = batch.lowerBound + index
        let part = FittedSamples(
          cutting: samples, width: width, channels: channels,
          columns: layout.columns[tile % columns], rows: layout.rows[tile / columns])
        return Result { () throws(FittedError) in
          try FittedEncoder.encode(
            part, start: start, settings: settings, kernels: kernels, stepped: step)
        }
      }
      for result in results { streams.append(try result.get()) }
    }
    var body = ByteWriter()
    for stream in streams.dropLast() { body.varint(stream.count) }
    for stream in streams { body.append(stream) }
    return body.bytes
  }

  /// Bytes that fitting takes, about, with one tile at a time.
  package static func memory(width: Int, height: Int) -> Int {
    let (tileWidth, tileHeight) = TileLayout(width: width, height: height).largest
    return PlaneStack.bytesOfFitting * FittedRows.paddedPixels(tileWidth, tileHeight)
  }
}
