import Bytes
import Container
import Entropy
import Files
import Images
import Networks
import PictureCodec

/// A lossy picture, or one of exact pixels.
struct CodedPiece: Sendable {
  let piece: PackedPiece
  /// The approximate bytes that it takes in the archive.
  let size: Int
}

extension PieceEncoder {
  /// Encodes a picture. The piece is nil if that fails or saves nothing; notes say why.
  func picturePiece(
    of file: PackFile, _ content: any ByteSource
  ) async throws -> (piece: CodedPiece?, notes: [String]) {
    guard let models else { return (nil, []) }
    do {
      let picture = try InputPicture(content)
      let pixels = picture.shape.pixelCount
      guard pixels <= PictureCodec.maximumPixels else {
        let millions = (Double(pixels) / 1e6).rounded(.down)
        return (nil, ["\(Int(millions)) megapixels, above the codec's limit"])
      }
      let size = PhotoSize(width: picture.shape.width, height: picture.shape.height)
      guard !latentsOnly || !size.isStrip else {
        return (nil, ["too narrow for latents at \(size.width)×\(size.height) pixels"])
      }
      guard BlockLayer.memory(of: picture.shape) <= Self.blockMemory else {
        return (nil, ["too wide for the codec at \(size.width)×\(size.height) pixels"])
      }
      let cost = max(
        MemoryBudget.cost(ofCodingPixels: pixels), models.fittingMemory(picture.shape))
      return try await memory.run(needing: cost) {
        try await reporting(on: content.count, models) { models in
          do {
            let held = pixels <= ImageLimits.heldPixels ? try picture.held() : picture
            return (try lossyPiece(of: file, content, held, models), [])
          } catch let reason as ExactReason {
            return (nil, [reason.text])
          }
        }
      }
    } catch ImageError.notAnImage {
      return (nil, misnamed(file))
    } catch ImageError.unsupported(let what) {
      return (nil, ["\(what), which the codec does not take"])
    } catch let error as ImageError {
      if case .unreadable = error { throw error }
      return (nil, ["\(error)"])
    }
  }

  /// Runs work on a picture with models that say how far fitting is.
  private func reporting<Result>(
    on bytes: Int, _ models: PackModels, _ body: (PackModels) throws -> Result
  ) async throws -> Result {
    guard let meter, models.fits else { return try body(models) }
    return try await meter.work(on: bytes) { try body(models.fitting(report: $0)) }
  }

  /// Why a file stays exact whose loss is not worth it.
  static let savesLittle = "loss would save less than a tenth"

  /// The most memory that blocks may take, far below what readers allow.
  private static let blockMemory = 1 << 28

  /// Encodes a lossy picture; throws ``ExactReason`` if it saves too little, or misses the quality
  /// floor.
  private func lossyPiece(
    of file: PackFile, _ content: any ByteSource, _ picture: InputPicture, _ models: PackModels
  ) throws -> CodedPiece {
    let candidates = try models.candidates(for: picture, at: file.systemPath)
    let (made, decoded): (CodedPicture, ReconstructionStats?)
    if !checksPictures,
      let unchecked = try CodedPicture.unchecked(
        picture, candidates[0], coder: coder, allowed: allowed(for: picture))
    {
      (made, decoded) = (unchecked, nil)
    } else {
      let allowed = allowed(for: picture)
      let floor =
        minimumPSNR.map { QualityFloor($0, ofWindows: floorsWindows, allowed: allowed) }
        ?? QualityFloor(quality: models.quality, allowed: allowed)
      guard let reached = try floor.coded(picture, candidates, coder: coder) else {
        throw ExactReason.missesFloor(floor.psnr)
      }
      (made, decoded) = (reached.encoded, reached.reconstruction)
    }
    // A JPEG comes back as one that is no larger.
    guard let coarseness = decoded.map({ $0.coarseness }) ?? 0 else {
      throw ExactReason.largerFile
    }
    let extras = try Self.extras(of: picture, coarseness: coarseness)
    let size = made.size + Self.compressedSize(extras)
    if keepsSmallerFiles {
      guard try Self.isSmaller(made, size, than: content) else {
        throw ExactReason.savesLittle
      }
    }
    return CodedPiece(
      piece: piece(of: file, content.count, picture, made, decoded, extras: extras), size: size)
  }

  private func allowed(for picture: InputPicture) -> AllowedRepresentations {
    if latentsOnly { return .latents }
    // Exact pixels would lose something in a JPEG file.
    return keepsSmallerFiles && picture.format != .jpeg ? .all : .lossy
  }

  private func piece(
    of file: PackFile, _ size: Int, _ picture: InputPicture, _ made: CodedPicture,
    _ decoded: ReconstructionStats?, extras: [UInt8]
  ) -> PackedPiece {
    let shape = picture.shape
    var entry = Entry(file, kind: .picture)
    entry.size = size
    let isTiny = shape.pixelCount <= PictureInfo.tinyPixels
    if isTiny { entry.modified.nanoseconds = 0 }
    if let decoded { entry.digest = isTiny ? .shared : .samples(decoded.digest) }
    let psnr = decoded.map { PictureInfo.sixteenths(of: $0.psnr) } ?? 0
    entry.picture = PictureInfo(
      width: shape.width, height: shape.height, channels: shape.channels.count,
      format: PictureFormat(rawValue: picture.format.rawValue),
      coder: made.coder,
      model: made.model,
      level: UInt16(made.level.index),
      // Where none is asked for, sixteenths of a dB are too expensive in tiny pictures.
      psnr: isTiny && minimumPSNR == nil
        ? PictureInfo.rounded(psnr, to: made.grouped == nil ? 8 : 32) : psnr)
    let family: PackedPiece.Family =
      made.grouped == nil ? .picture : .objects(model: made.model)
    return PackedPiece(
      entry: entry, family: family, body: made.body, grouped: made.grouped, extras: extras,
      sharedSamples: decoded?.samples, originalBytes: size, psnr: decoded?.psnr)
  }

  /// A picture's metadata, then alpha.
  private static func extras(
    of picture: InputPicture, coarseness: Int
  ) throws(ImageError) -> [UInt8] {
    var writer = ByteWriter()
    picture.metadata.coarsened(by: coarseness).write(to: &writer)
    guard picture.shape.channels.hasAlpha else { return writer.bytes }
    let rows = try picture.rows()
    var bytes = writer.bytes
    let start = bytes.count
    bytes.reserveCapacity(start + 1 + picture.shape.pixelCount)
    bytes.append(0)
    while rows.remaining > 0 {
      bytes += try rows.next(min(rows.remaining, 64)).alphaPlane ?? []
    }
    AlphaPlane.encode(&bytes, from: start, width: picture.shape.width)
    return bytes
  }

  /// Whether what is stored of a picture takes fewer bytes than the file, both compressed by zstd;
  /// at least a tenth fewer if it loses anything.
  ///
  /// - Parameter size: the bytes of the picture with its extras
  private static func isSmaller(
    _ made: CodedPicture, _ size: Int, than file: any ByteSource
  ) throws -> Bool {
    // A compressed file may shrink further, though rarely.
    guard made.size < file.count else { return false }
    let wanted =
      made.coder == .pixels
      ? size : Int((Double(size) / (1 - RepresentationChoice.leastSaving)).rounded(.up))
    if let bytes = file as? [UInt8] { return wanted < compressedSize(bytes) }
    return try ZstdFrame.takes(moreThan: wanted, for: file, level: 3)
  }

  static func compressedSize(_ bytes: [UInt8]) -> Int {
    (try? ZstdFrame.compress(bytes[...], level: 3).count) ?? bytes.count
  }
}

/// Why a picture that could be coded is stored byte for byte.
private enum ExactReason: Error {
  case savesLittle
  /// The floor in dB.
  case missesFloor(Double)
  /// No JPEG file that it could come back as is as small as the original.
  case largerFile

  var text: String {
    switch self {
    case .savesLittle: PieceEncoder.savesLittle
    case .missesFloor(let psnr): "the codec does not reach \((psnr * 10).rounded() / 10) dB"
    case .largerFile: "would come back as a larger file"
    }
  }
}

extension PictureInfo {
  /// Whether the picture shares its block's digest and has a time in whole seconds, so that
  /// overhead does not dominate its latents.
  var isTiny: Bool { width * height <= Self.tinyPixels }

  /// The most pixels of a tiny picture.
  static let tinyPixels = ReconstructionStats.tinyPixels

  /// A PSNR in dB in the archive's unit, sixteenths.
  static func sixteenths(of psnr: Double) -> UInt16 {
    psnr.isFinite ? UInt16(min(psnr * 16, Double(exactPSNR - 1))) : exactPSNR
  }

  /// The same rounded down to a multiple.
  fileprivate static func rounded(_ sixteenths: UInt16, to step: UInt16) -> UInt16 {
    sixteenths == exactPSNR ? sixteenths : sixteenths / step * step
  }
}
