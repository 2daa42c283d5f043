import Entropy
import Images

/// Encodes the pixels of a picture exactly, row by row from the top. Layout: `Formats/pixels-1.md`.
///
/// It is made for what is drawn: flat colours, text, patterns, gradients.
package struct PixelEncoder: ~Copyable {
  private let shape: ImageShape
  private var encoder = BinaryRangeEncoder()
  private var model: PixelModel

  /// - Parameter shape: alpha is ignored
  package init(_ shape: ImageShape) {
    self.shape = shape.withoutAlpha
    model = PixelModel(self.shape)
  }

  /// Encodes the next rows.
  ///
  /// - Parameter rows: samples without alpha, interleaved
  package mutating func append(_ rows: [UInt8]) {
    let planes = shape.channels.count
    for start in stride(from: 0, to: rows.count, by: shape.line) {
      for index in stride(from: start, to: start + shape.line, by: planes) {
        let pixel = PixelModel.pixel(rows.span.extracting(index..<index + planes))
        model.code(pixel, by: &encoder)
      }
      model.endRow()
    }
  }

  /// The bytes so far, about.
  package var byteCount: Int { encoder.count }

  /// The encoded bytes, once all rows were appended.
  package consuming func finish() -> [UInt8] { [Self.method] + encoder.finish() }

  /// The first byte of exact pixels.
  static let method: UInt8 = 0
}

/// Decodes the pixels of a picture, row by row from the top.
package final class PixelRows {
  private let shape: ImageShape
  private var decoder: BinaryRangeDecoder
  private var model: PixelModel
  private var remaining: Int

  /// The bytes that coding or decoding a picture of this shape takes: its last pixels, which may be
  /// copied, and lines of pixels and residuals.
  package static func memory(of shape: ImageShape) -> Int {
    let lines = 4 * 8 * (shape.width + 8)
    return lines + 8 * min(shape.pixelCount, PixelHistory.window) + PixelModel.tableBytes
  }

  /// - Parameters:
  ///   - bytes: what ``PixelEncoder/finish()`` returned; untrusted
  ///   - shape: grey or RGB, without alpha
  package init(_ bytes: ArraySlice<UInt8>, shape: ImageShape) throws(EntropyError) {
    guard bytes.first == PixelEncoder.method else {
      throw .malformed(part: "method of exact pixels", offset: 0)
    }
    decoder = try BinaryRangeDecoder(whole: bytes.dropFirst())
    model = PixelModel(shape)
    self.shape = shape
    remaining = shape.height
  }

  /// Decodes the samples of the next row; nil behind the last. Throws ``EntropyError`` if the
  /// bytes are malformed or go on.
  package func next() throws(EntropyError) -> [UInt8]? {
    guard remaining > 0 else {
      try decoder.expectEnd()
      return nil
    }
    var row: [UInt8] = []
    row.reserveCapacity(shape.line)
    for _ in 0..<shape.width {
      let pixel = model.code(nil, by: &decoder)
      for plane in (0..<shape.channels.count).reversed() {
        row.append(UInt8(truncatingIfNeeded: pixel >> (8 * UInt32(plane))))
      }
    }
    try decoder.expectInside()
    remaining -= 1
    model.endRow()
    return row
  }
}
