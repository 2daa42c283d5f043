import Bytes
import Entropy
import Images
import Networks
import Tensors

/// A photograph as the bytes of its latents.
package struct EncodedPhoto: Sendable {
  package let body: SymbolStream
  /// The approximate number of bytes that the body takes in an archive.
  package let byteCount: Int

  /// Measures a body.
  fileprivate static func measuring(_ body: SymbolStream, coder: EntropyCoder) -> EncodedPhoto {
    // zstd cannot compress ANS-coded bytes any further.
    let frame =
      coder == .zstd
      ? try? ZstdFrame.compress(body.bytes[...], level: 3, boundaries: body.boundaries) : nil
    return EncodedPhoto(body: body, byteCount: frame?.count ?? body.bytes.count)
  }
}

extension PhotoCodec {
  /// Encodes a picture, which is read once, row by row; its alpha is ignored.
  ///
  /// The refiner is not used, as only decoding shows whether its latents cost less.
  package func encode(
    _ picture: InputPicture, level: QualityLevel, coder: EntropyCoder
  ) throws(ImageError) -> EncodedPhoto {
    let (latents, remainders, _) = try analyse(picture, level: level)
    let body = write(latents, remainders, level: level, coder: coder, reconstructs: false) {
      (prior: inout AutoregressivePrior, _, _) throws(Never) in
      while prior.next() != nil {}
    }
    dropSpareMemory(of: picture)
    return .measuring(body, coder: coder)
  }

  /// Encodes a picture and decodes it again to measure the reconstruction; uses the refiner.
  ///
  /// Row by row, the picture is read twice, or three times if `format` is JPEG. A refiner encodes
  /// it twice, and holds it in memory whole; it leaves pictures alone that were decoded before.
  ///
  /// - Parameters:
  ///   - picture: its alpha is ignored, except in the digest
  ///   - measure: what is measured
  ///   - layer: the layer whose gain over the reconstruction is estimated; nil for none
  package func checkedEncode(
    _ picture: InputPicture, level: QualityLevel, coder: EntropyCoder,
    measuring measure: ReconstructionMeasure,
    layer: BlockLayer? = nil
  ) throws -> EncodeResult<EncodedPhoto> {
    defer { dropSpareMemory(of: picture) }
    let (latents, remainders, isDecoded) = try analyse(picture, level: level)
    guard let refiner, !isDecoded else {
      return try checkedWrite(
        latents, remainders, of: picture, level: level, coder: coder, measuring: measure,
        layer: layer)
    }
    var bands: [LatentGrid] = []
    let plain = try checkedWrite(
      latents, remainders, of: picture, level: level, coder: coder, measuring: measure, layer: layer
    ) { bands.append($0) }
    let samples = try picture.image().withoutAlpha.inColour.samples
    let written = PhotoLatents(bands: bands, hyperLatents: latents.hyperLatents)
    let size = PhotoSize(width: picture.shape.width, height: picture.shape.height)
    let refined = try checkedWrite(
      refiner.refined(written, of: samples, size: size, level: level), nil, of: picture,
      level: level, coder: coder, measuring: measure, layer: layer)
    // The actual costs decide, not the refiner's estimate.
    let weight = refiner.errorWeight(at: level) * Double(picture.shape.pixelCount)
    func cost(_ photo: EncodeResult<EncodedPhoto>) -> Double {
      8 * Double(photo.encoded.byteCount) + weight * photo.reconstruction.squaredError
    }
    return cost(refined) < cost(plain) ? refined : plain
  }

  /// - Returns: the latents; the remainders of rounding for ``RDOQuantiser``, if it is used; and
  ///   whether the picture was decoded from latents of this level before, which are those then
  private func analyse(
    _ picture: InputPicture, level: QualityLevel
  ) throws(ImageError) -> (
    latents: PhotoLatents, remainders: RoundingRemainders?, isDecoded: Bool
  ) {
    defer { dropSpareMemory(of: picture) }
    let rows = try picture.rows()
    let size = PhotoSize(width: picture.shape.width, height: picture.shape.height)
    let (latents, remainders) = try model.quantise(size: size, level: level, keepsRemainders: true)
    { count throws(ImageError) in
      try rows.next(count).withoutAlpha.inColour.samples
    }
    guard let remainders else { preconditionFailure("remainders were asked for") }
    guard Self.areDecoded(latents, remainders) else {
      return (latents, usesRDO ? remainders : nil, false)
    }
    let isHeld = picture.shape.pixelCount <= ImageLimits.heldPixels
    return (isHeld ? try recovered(picture, latents, level: level) : latents, nil, true)
  }

  /// Frees the maps of a large picture: those of analysis and synthesis do not fit each other.
  private func dropSpareMemory(of picture: InputPicture) {
    if picture.shape.pixelCount > ImageLimits.heldPixels { Tensor.dropSpareMemory() }
  }

  /// - Parameter visit: receives the latents as they were written, band by band from the top
  private func checkedWrite(
    _ latents: PhotoLatents, _ remainders: RoundingRemainders?, of picture: InputPicture,
    level: QualityLevel, coder: EntropyCoder, measuring measure: ReconstructionMeasure,
    layer: BlockLayer?,
    visit: (LatentGrid) -> Void = { _ in }
  ) throws -> EncodeResult<EncodedPhoto> {
    var meter = try ReconstructionMeter(of: picture, measuring: measure, layer: layer)
    let rows = ReconstructedRows(picture.shape.withoutAlpha, by: model, at: level)
    let body = try write(latents, remainders, level: level, coder: coder, reconstructs: true) {
      prior, _, _ throws(ImageError) in
      while let band = prior.next() {
        visit(band.latents)
        try meter.take(rows.take(band))
      }
    }
    let reconstruction = try meter.finish { take in
      let rows = try self.rows(
        of: body.bytes[...], shape: picture.shape.withoutAlpha, level: level, coder: coder)
      while let next = try rows.next() { try take(next) }
    }
    return EncodeResult(
      encoded: .measuring(body, coder: coder), reconstruction: reconstruction)
  }

  /// Entropy-codes latents as the body of a picture.
  ///
  /// - Parameters:
  ///   - remainders: the remainders of rounding, for ``RDOQuantiser`` to choose symbols by; nil to
  ///     write the latents unchanged
  ///   - reconstructs: whether the prior's bands come with the decoded picture
  ///   - visit: receives the prior after each part, the part's symbols and their parameters
  package func write<Failure>(
    _ latents: PhotoLatents, _ remainders: RoundingRemainders? = nil, level: QualityLevel,
    coder: EntropyCoder, reconstructs: Bool,
    visit: (inout AutoregressivePrior, [Int16], PriorParameters) throws(Failure) -> Void
  ) throws(Failure) -> SymbolStream {
    var prior = model.prior(
      hyperLatents: latents.hyperLatents, level: level, reconstructs: reconstructs)
    var streams: [SymbolStream] = []
    var waiting: [Int: (latents: LatentGrid, remainders: LatentGrid?)] = [:]
    var encoder = coder.encoder.init()
    encoder.append(hyperLatents: latents.hyperLatents.symbols, tables: hyperTables)
    for part in prior.parts {
      if part.stream > streams.count {
        streams.append(encoder.finish())
        encoder = coder.encoder.init()
      }
      let parameters = prior.parameters(of: part)
      let band =
        waiting[part.band] ?? (latents.band(part.band), remainders?.band(part.band))
      waiting[part.band] = part.step.index < 3 ? band : nil
      func symbols(_ grid: LatentGrid) -> [Int16] {
        grid.symbols(of: part.step, rows: 0..<grid.rows)
      }
      let nearest = symbols(band.latents)
      let symbols =
        band.remainders.map {
          RDOQuantiser.cheapest(nearest, remainders: symbols($0), parameters)
        } ?? nearest
      encoder.append(symbols: symbols, means: parameters.means, scales: parameters.scales)
      prior.take(symbols, as: part, parameters)
      try visit(&prior, symbols, parameters)
    }
    streams.append(encoder.finish())
    return SymbolStream.joined(streams)
  }
}
