import Bytes
import Container
import Entropy
import Files
import Images
import Networks
import Zstandard

/// Turns units into pieces: reads files and encodes pictures. Knows nothing of other files.
struct PieceEncoder: Sendable {
  /// Nil to store everything exactly.
  let models: PackModels?
  let coder: Coder
  /// Whether pictures that codes would not make smaller are stored exactly.
  let keepsSmallerFiles: Bool
  /// What pictures stored with loss must reach.
  var floor: QualityFloor?
  /// Whether the archive tells the PSNR of each picture.
  var recordsPSNR = false
  /// Whether tables are stored as codes.
  var codesTables = false
  /// How far numbers of tables may be off.
  var tableError = 0.0
  /// Whether predictors of tables may be learned from their numbers.
  var learnsTables = false
  let memory = MemoryBudget()

  /// Pictures of at most this many pixels share their block's digest, and keep their time to
  /// the second: what an entry costs must not dominate its codes.
  private static let tinyPixels = 64 * 64

  func pack(_ unit: PackUnit) async throws -> PackedUnit {
    switch unit.content {
    case .directory:
      let entry = Entry(unit.file, kind: .directory)
      return PackedUnit(
        piece: PackedPiece(entry: entry, family: .exact, body: .empty, originalBytes: 0))
    case .symlink(let target):
      var entry = Entry(unit.file, kind: .symlink)
      entry.size = target.count
      let body = CodeStream(bytes: target)
      return PackedUnit(
        piece: PackedPiece(entry: entry, family: .exact, body: body, originalBytes: 0))
    case .piece(let input, let range):
      var piece = largePiece(of: unit.file, input, range)
      if range.lowerBound == 0, let reason = reasonAgainstTable(unit.file, nil) {
        piece.problems += notes(unit.file, [reason])
      }
      let copies = unit.copies?.parted()
      // Whether the whole file is what the copies are is known when all of it has been read.
      piece.copies = copies?.unchanged
      return PackedUnit(piece: piece, apart: copies?.changed ?? [])
    case .file:
      do {
        let (bytes, problems) = try read(unit.file)
        var piece = await piece(of: unit.file, bytes)
        piece.problems += problems + notes(unit.file, piece.notes)
        let apart = add(unit.copies, to: &piece, of: bytes)
        return PackedUnit(piece: piece, apart: apart)
      } catch {
        return PackedUnit(
          piece: nil, problems: [Problem(message: "\(error), left out", kind: .system)],
          apart: unit.copies?.files ?? [])
      }
    }
  }

  /// Gives the piece of a whole file those copies that are copies still.
  ///
  /// - Returns: the others
  private func add(
    _ copies: PlannedCopies?, to piece: inout PackedPiece, of bytes: [UInt8]
  ) -> [FoundFile] {
    guard let copies else { return [] }
    guard Digest(of: bytes) == copies.digest else { return copies.files }
    let (unchanged, changed) = copies.parted()
    piece.copies = unchanged
    let isPicture = ImageFormat(sniffing: bytes) != nil
    for copy in unchanged.files {
      // What is wrong with a picture is wrong with its copies; else it is their names that promise
      // something else.
      let reasons =
        isPicture
        ? piece.notes
        : (reasonAgainstTable(copy, bytes).map { [$0] } ?? [])
          + (models == nil ? [] : misnamed(copy))
      piece.problems += notes(copy, reasons)
    }
    return changed
  }

  /// A file's bytes; if it changes while it is read it is read again, three times at most.
  private func read(_ file: FoundFile) throws(InputError) -> ([UInt8], [Problem]) {
    var bytes: [UInt8] = []
    for _ in 0..<3 {
      let input = try InputFile(path: file.systemPath)
      do throws(InputError) {
        bytes = try input.readAll(limit: .max)
        if !input.changed(since: input.stamp) { return (bytes, []) }
      } catch {
        // A file that shrinks under the reader is one that changes.
        guard case .endsEarly = error else { throw error }
      }
    }
    let name = displayName(of: file.systemPath)
    return (bytes, [Problem(message: "\(name): changed while it was read", kind: .system)])
  }

  private func largePiece(
    of file: FoundFile, _ input: InputFile, _ range: Range<Int>
  ) -> PackedPiece {
    var entry = Entry(file, kind: .exact)
    entry.size = input.count
    entry.pieceOffset = range.lowerBound
    var bytes: [UInt8] = []
    var problems: [Problem] = []
    let name = displayName(of: file.systemPath)
    do {
      bytes = try input.read(at: range.lowerBound, count: range.count)
    } catch {
      // Pieces before this one are written: the length they promised is kept, as tar does.
      bytes = Array(repeating: 0, count: range.count)
      problems.append(
        Problem(
          message: "\(name): cannot be read to its end; what is missing is packed as zeros",
          kind: .system))
    }
    if range.upperBound == input.count, input.changed(since: input.stamp) {
      problems.append(Problem(message: "\(name): changed while it was read", kind: .system))
    }
    return PackedPiece(
      entry: entry, family: .exact, body: CodeStream(bytes: bytes), originalBytes: range.count,
      problems: problems)
  }

  /// A picture as codes where that is possible and smaller, else the file exactly.
  private func piece(of file: FoundFile, _ bytes: [UInt8]) async -> PackedPiece {
    if let table = await tablePiece(of: file, bytes) { return table }
    var exact = exactPiece(of: file, bytes)
    exact.notes += reasonAgainstTable(file, bytes).map { [$0] } ?? []
    guard let models else { return exact }
    guard ImageFormat(sniffing: bytes) != nil else {
      exact.notes += misnamed(file)
      return exact
    }
    do {
      let picture = try ImageFile.read(bytes)
      let pixels = picture.image.pixelCount
      guard pixels <= EntryDecoder.maximumPixels else { return exact }
      let lossy = await memory.run(needing: MemoryBudget.cost(ofPixels: pixels)) {
        lossyPiece(of: file, bytes, picture, models)
      }
      return lossy ?? exact
    } catch ImageError.unsupported {
      return exact
    } catch {
      exact.notes.append("\(error)")
      return exact
    }
  }

  /// Why a file is stored exactly that by its name could be a picture.
  private func misnamed(_ file: FoundFile) -> [String] {
    Self.claimsToBePicture(file.archivePath)
      ? ["is not a JPEG or PNG file whatever its name says"] : []
  }

  /// What to tell of a file, and of its copies, that is stored exactly.
  private func notes(_ file: FoundFile, _ reasons: [String]) -> [Problem] {
    reasons.map {
      Problem(message: "\(displayName(of: file.systemPath)): \($0); stored exactly", kind: nil)
    }
  }

  /// Whether a name ends like a picture's this program reads.
  static func claimsToBePicture(_ path: [UInt8]) -> Bool {
    let name = String(decoding: path, as: UTF8.self).lowercased()
    return [".jpg", ".jpeg", ".png"].contains { name.hasSuffix($0) }
  }

  private func exactPiece(of file: FoundFile, _ bytes: [UInt8]) -> PackedPiece {
    var entry = Entry(file, kind: .exact)
    entry.size = bytes.count
    entry.digest = .file(Digest(of: bytes))
    return PackedPiece(
      entry: entry, family: .exact, body: CodeStream(bytes: bytes), originalBytes: bytes.count)
  }
}

extension PieceEncoder {
  /// Nil where the codes take as many bytes as the file itself, compressed, or are not as good as
  /// they must be.
  private func lossyPiece(
    of file: FoundFile, _ bytes: [UInt8], _ picture: Picture, _ models: PackModels
  ) -> PackedPiece? {
    let extras = Self.extras(of: picture)
    let candidates = models.candidates(for: picture.image, at: file.systemPath)
    let made =
      if let floor {
        floor.coded(picture, candidates, coder: coder)
      } else {
        CodedPicture(
          picture.image, candidates[0], coder: coder,
          // What is promised is to hold for the files that come back.
          as: recordsPSNR ? picture.format : nil)
      }
    guard let made else { return nil }
    if keepsSmallerFiles {
      guard Self.isSmaller(made, extras, than: bytes) else { return nil }
    }
    return piece(of: file, bytes.count, picture, made, extras: extras)
  }

  private func piece(
    of file: FoundFile, _ size: Int, _ picture: Picture, _ made: CodedPicture, extras: [UInt8]
  ) -> PackedPiece {
    let image = picture.image
    let decoded = made.decoded.joined(withAlpha: image.alphaPlane)
    let isTiny = image.pixelCount <= Self.tinyPixels
    var entry = Entry(file, kind: .picture)
    entry.size = size
    if isTiny { entry.modified.nanoseconds = 0 }
    let psnr = recordsPSNR ? PictureInfo.sixteenths(of: made.psnr) : 0
    entry.digest =
      isTiny ? .shared : .samples(SampleDigest(Digest(of: decoded.samples)))
    entry.picture = PictureInfo(
      width: image.width, height: image.height, channels: image.channels.count,
      format: PictureFormat(rawValue: picture.format.rawValue),
      coder: CodeCoder(coder, grouped: made.grouped != nil), model: made.model,
      level: made.level.rawValue,
      // Where nothing is promised of each, what tells them apart to the sixteenth costs too much.
      psnr: isTiny && floor == nil ? PictureInfo.halves(psnr) : psnr)
    let family: PackedPiece.Family =
      made.grouped == nil ? .picture : .objects(model: made.model)
    return PackedPiece(
      entry: entry, family: family, body: made.body, grouped: made.grouped, extras: extras,
      sharedSamples: isTiny ? decoded.samples : nil,
      originalBytes: size, psnr: made.psnr)
  }

  /// What a picture has beside its codes: metadata, then alpha.
  private static func extras(of picture: Picture) -> [UInt8] {
    var writer = ByteWriter()
    picture.metadata.write(to: &writer)
    if let alpha = picture.image.alphaPlane {
      writer.append(AlphaPlane.encode(alpha, width: picture.image.width))
    }
    return writer.bytes
  }

  /// Whether codes and extras take fewer bytes than the file, both as zstd leaves them.
  private static func isSmaller(
    _ made: CodedPicture, _ extras: [UInt8], than file: [UInt8]
  ) -> Bool {
    func size(_ bytes: [UInt8]) -> Int {
      (try? ZstdFrame.compress(bytes[...], level: 3).count) ?? bytes.count
    }
    // Compressing a file that is compressed already rarely pays, but may.
    return made.size < file.count && made.size + size(extras) < size(file)
  }
}

extension PictureInfo {
  /// A PSNR in dB as the archive has it.
  static func sixteenths(of psnr: Double) -> UInt16 {
    psnr.isFinite ? UInt16(min(psnr * 16, Double(exactPSNR - 1))) : exactPSNR
  }

  /// The same rounded down to half a dB.
  fileprivate static func halves(_ sixteenths: UInt16) -> UInt16 {
    sixteenths == exactPSNR ? sixteenths : sixteenths / 8 * 8
  }
}

extension CodeStream {
  static let empty = CodeStream(bytes: [])
}
