import Bytes
import Entropy
import Images
import Networks
import Tensors

/// A picture as codes.
package struct EncodedPhoto: Sendable {
  package let body: CodeStream
  /// Bytes the codes take, about.
  package let byteCount: Int

  package init(body: CodeStream, coder: EntropyCoder) {
    self.body = body
    // Range-coded bytes are as small as they get.
    let frame =
      coder == .zstd
      ? try? ZstdFrame.compress(body.bytes[...], level: 3, boundaries: body.boundaries) : nil
    byteCount = frame?.count ?? body.bytes.count
  }
}

extension PhotoCodec {
  /// Encodes a picture, which is read once, row by row; its alpha is kept, and not looked at.
  ///
  /// There is no look for better codes: whether they cost less is known of decoded pictures only.
  package func encode(
    _ picture: InputPicture, level: QualityLevel, coder: EntropyCoder
  ) throws(ImageError) -> EncodedPhoto {
    let (codes, remainders) = try analysed(picture, level: level)
    let body = write(codes, remainders, level: level, coder: coder, reconstructs: false) {
      (walk: inout AutoregressivePrior, _, _) throws(Never) in
      while walk.next() != nil {}
    }
    dropSpareMemory(of: picture)
    return EncodedPhoto(body: body, coder: coder)
  }

  /// Encodes a picture and decodes it again, so that what the archive promises is known.
  ///
  /// The picture is read twice, row by row; three times where `format` is JPEG; and it is in memory
  /// whole where there is a refiner.
  ///
  /// - Parameters:
  ///   - picture: its alpha is kept, and not looked at
  ///   - format: see ``DecodedPicture/psnr``
  package func checkedEncode(
    _ picture: InputPicture, level: QualityLevel, coder: EntropyCoder, as format: ImageFormat?
  ) throws(ImageError) -> EncodeResult<EncodedPhoto> {
    defer { dropSpareMemory(of: picture) }
    let (codes, remainders) = try analysed(picture, level: level)
    guard let refiner else {
      return try checkedWrite(
        codes, remainders, of: picture, level: level, coder: coder, as: format)
    }
    var bands: [LatentGrid] = []
    let plain = try checkedWrite(
      codes, remainders, of: picture, level: level, coder: coder, as: format
    ) { bands.append($0) }
    let samples = try picture.image().withoutAlpha.inColour.samples
    let written = PhotoLatents(bands: bands, hyperLatents: codes.hyperLatents)
    let size = PhotoSize(width: picture.shape.width, height: picture.shape.height)
    let refined = try checkedWrite(
      refiner.refined(written, of: samples, size: size, level: level), nil, of: picture,
      level: level, coder: coder, as: format)
    // What counts is what the archive gets and gives back.
    let weight = refiner.errorWeight(at: level) * Double(picture.shape.pixelCount)
    func cost(_ photo: EncodeResult<EncodedPhoto>) -> Double {
      8 * Double(photo.coded.byteCount) + weight * photo.decoded.squaredError
    }
    return cost(refined) < cost(plain) ? refined : plain
  }

  private func analysed(
    _ picture: InputPicture, level: QualityLevel
  ) throws(ImageError) -> (codes: PhotoLatents, remainders: RoundingRemainders?) {
    defer { dropSpareMemory(of: picture) }
    let rows = try picture.rows()
    return try model.rounded(
      size: PhotoSize(width: picture.shape.width, height: picture.shape.height), level: level,
      remainders: roundsByCost
    ) { count throws(ImageError) in
      try rows.next(count).withoutAlpha.inColour.samples
    }
  }

  /// What one half of the work leaves of a large picture does not fit the other half's maps.
  private func dropSpareMemory(of picture: InputPicture) {
    if picture.shape.pixelCount > ImageLimits.heldPixels { Tensor.dropSpareMemory() }
  }

  /// - Parameter visit: is shown the codes that were written, band by band from the top
  private func checkedWrite(
    _ codes: PhotoLatents, _ remainders: RoundingRemainders?, of picture: InputPicture,
    level: QualityLevel,
    coder: EntropyCoder, as format: ImageFormat?, visit: (LatentGrid) -> Void = { _ in }
  ) throws(ImageError) -> EncodeResult<EncodedPhoto> {
    var check = try ReconstructionMeter(of: picture, as: format)
    let painted = ReconstructedRows(picture.shape.withoutAlpha, by: model, at: level)
    let body = try write(codes, remainders, level: level, coder: coder, reconstructs: true) {
      walk, _, _ throws(ImageError) in
      while let band = walk.next() {
        visit(band.codes)
        try check.take(painted.take(band))
      }
    }
    return EncodeResult(coded: EncodedPhoto(body: body, coder: coder), decoded: try check.finish())
  }

  /// Writes codes as the body of a picture.
  ///
  /// - Parameters:
  ///   - remainders: of codes that may still become others, see ``CodeRounding``; nil to write them
  ///     as they are
  ///   - paints: whether the walk gives a picture
  ///   - visit: is shown the walk whenever it has taken in more, and every part's codes with what
  ///     the prior said of them
  package func write<Failure>(
    _ codes: PhotoLatents, _ remainders: RoundingRemainders? = nil, level: QualityLevel,
    coder: EntropyCoder,
    reconstructs: Bool,
    visit: (inout AutoregressivePrior, [Int16], PriorParameters) throws(Failure) -> Void
  ) throws(Failure) -> CodeStream {
    var walk = model.prior(
      hyperLatents: codes.hyperLatents, level: level, reconstructs: reconstructs)
    var streams: [CodeStream] = []
    var waiting: [Int: (codes: LatentGrid, remainders: LatentGrid?)] = [:]
    var encoder = coder.encoder.init()
    encoder.append(hyperLatents: codes.hyperLatents.codes, tables: hyperTables)
    for part in walk.parts {
      if part.stream > streams.count {
        streams.append(encoder.finish())
        encoder = coder.encoder.init()
      }
      let expected = walk.parameters(of: part)
      let band =
        waiting[part.band] ?? (codes.band(part.band), remainders?.band(part.band))
      waiting[part.band] = part.step.index < 3 ? band : nil
      func symbols(_ grid: LatentGrid) -> [Int16] {
        grid.symbols(of: part.step, rows: 0..<grid.rows)
      }
      let nearest = symbols(band.codes)
      let symbols =
        band.remainders.map {
          RDOQuantiser.cheapest(nearest, remainders: symbols($0), expected)
        } ?? nearest
      encoder.append(codes: symbols, means: expected.means, scales: expected.scales)
      walk.take(symbols, as: part, expected)
      try visit(&walk, symbols, expected)
    }
    streams.append(encoder.finish())
    return CodeStreams.joined(streams)
  }
}
