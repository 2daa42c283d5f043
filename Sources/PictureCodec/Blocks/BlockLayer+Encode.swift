import Entropy
import Images

extension BlockLayer {
  /// Encodes a picture, or what a base lacks, and measures the reconstruction. The picture is read
  /// row by row.
  ///
  /// - Parameters:
  ///   - picture: its alpha is ignored, except in the digest
  ///   - decodeBase: begins the rows of the base; nil to encode the picture itself
  ///   - measure: what is measured
  /// - Throws: ``ImageError``, and ``EntropyError`` for a base that is malformed
  package func checkedEncode(
    _ picture: InputPicture, over decodeBase: (() throws -> PhotoRows)?,
    measuring measure: ReconstructionMeasure
  ) throws -> EncodeResult<[UInt8]> {
    let base = try decodeBase?()
    var meter = try ReconstructionMeter(of: picture, measuring: measure)
    var encoder = BlockEncoder(self, hasBase: base != nil)
    var strips = RowStrips(line: shape.line)
    let rows = try picture.rows()
    while rows.remaining > 0 {
      let count = min(8, rows.remaining)
      let original = try rows.next(count).withoutAlpha.samples
      guard let base else {
        try meter.take(encoder.append(original, base: nil))
        continue
      }
      while !strips.has(count), let rows = try base.next() { strips.append(rows) }
      try meter.take(encoder.append(original, base: strips.next(count)))
    }
    let layer = encoder.finish()
    let reconstruction = try meter.finish { take in
      let rows = try BlockRows(layer: layer[...], base: decodeBase?(), shape: shape)
      while let next = try rows.next() { try take(next) }
    }
    return EncodeResult(encoded: layer, reconstruction: reconstruction)
  }
}
