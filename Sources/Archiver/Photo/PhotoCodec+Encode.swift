import Entropy
import Images
import Networks
import Tensors
import Zstandard

/// A picture as codes.
struct EncodedPhoto: Sendable {
  let body: CodeStream
  /// Bytes the codes take, about.
  let byteCount: Int

  init(body: CodeStream, coder: Coder) {
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
  func encode(
    _ picture: InputPicture, level: Level, coder: Coder
  ) throws(ImageError) -> EncodedPhoto {
    let (codes, remainders) = try analysed(picture, level: level)
    let body = write(codes, remainders, level: level, coder: coder, paints: false) {
      (walk: inout PriorWalk, _, _) throws(Never) in
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
  func checkedEncode(
    _ picture: InputPicture, level: Level, coder: Coder, as format: ImageFormat?
  ) throws(ImageError) -> Checked<EncodedPhoto> {
    defer { dropSpareMemory(of: picture) }
    let (codes, remainders) = try analysed(picture, level: level)
    guard let refiner else {
      return try checkedWrite(
        codes, remainders, of: picture, level: level, coder: coder, as: format)
    }
    var bands: [CodeGrid] = []
    let plain = try checkedWrite(
      codes, remainders, of: picture, level: level, coder: coder, as: format
    ) { bands.append($0) }
    let samples = try picture.image().withoutAlpha.inColour.samples
    let written = PhotoCodes(bands: bands, hyperLatents: codes.hyperLatents)
    let size = PhotoSize(width: picture.shape.width, height: picture.shape.height)
    let refined = try checkedWrite(
      refiner.refined(written, of: samples, size: size, level: level), nil, of: picture,
      level: level, coder: coder, as: format)
    // What counts is what the archive gets and gives back.
    let weight = refiner.errorWeight(at: level) * Double(picture.shape.pixelCount)
    func cost(_ photo: Checked<EncodedPhoto>) -> Double {
      8 * Double(photo.coded.byteCount) + weight * photo.decoded.squaredError
    }
    return cost(refined) < cost(plain) ? refined : plain
  }

  private func analysed(
    _ picture: InputPicture, level: Level
  ) throws(ImageError) -> (codes: PhotoCodes, remainders: CodeRemainders?) {
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
    _ codes: PhotoCodes, _ remainders: CodeRemainders?, of picture: InputPicture, level: Level,
    coder: Coder, as format: ImageFormat?, visit: (CodeGrid) -> Void = { _ in }
  ) throws(ImageError) -> Checked<EncodedPhoto> {
    var check = try DecodingCheck(of: picture, as: format)
    let painted = PaintedRows(picture.shape.withoutAlpha, by: model, at: level)
    let body = try write(codes, remainders, level: level, coder: coder, paints: true) {
      walk, _, _ throws(ImageError) in
      while let band = walk.next() {
        visit(band.codes)
        try check.take(painted.take(band))
      }
    }
    return Checked(coded: EncodedPhoto(body: body, coder: coder), decoded: try check.finish())
  }

  /// Writes codes as the body of a picture.
  ///
  /// - Parameters:
  ///   - remainders: of codes that may still become others, see ``CodeRounding``; nil to write them
  ///     as they are
  ///   - paints: whether the walk gives a picture
  ///   - visit: is shown the walk whenever it has taken in more, and every part's codes with what
  ///     the prior said of them
  func write<Failure>(
    _ codes: PhotoCodes, _ remainders: CodeRemainders? = nil, level: Level, coder: Coder,
    paints: Bool,
    visit: (inout PriorWalk, [Int16], PriorParameters) throws(Failure) -> Void
  ) throws(Failure) -> CodeStream {
    var walk = model.prior(hyperLatents: codes.hyperLatents, level: level, paints: paints)
    var streams: [CodeStream] = []
    var waiting: [Int: (codes: CodeGrid, remainders: CodeGrid?)] = [:]
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
      func symbols(_ grid: CodeGrid) -> [Int16] {
        grid.symbols(of: part.step, rows: 0..<grid.rows)
      }
      let nearest = symbols(band.codes)
      let symbols =
        band.remainders.map {
          CodeRounding.cheapest(nearest, remainders: symbols($0), expected)
        } ?? nearest
      encoder.append(codes: symbols, means: expected.means, scales: expected.scales)
      walk.take(symbols, as: part, expected)
      try visit(&walk, symbols, expected)
    }
    streams.append(encoder.finish())
    return CodeStreams.joined(streams)
  }
}
