import Bytes
import Container
import Entropy
import ExactCodec
import Files
import Images

/// Turns units into pieces: reads files and encodes pictures, each independently.
struct PieceEncoder: Sendable {
  /// Nil to store everything losslessly.
  let models: PackModels?
  let coder: EntropyCoder
  /// Whether pictures that encoding does not shrink are stored losslessly.
  let keepsSmallerFiles: Bool
  /// Whether pictures are stored as latents or files only.
  var latentsOnly = false
  /// The minimum PSNR of lossy pictures that the user asks for, in dB.
  var minimumPSNR: Double?
  /// Whether each window must have it.
  var floorsWindows = false
  /// Whether pictures are decoded again.
  var checksPictures = true
  /// The survey of tables; without a version, none is stored as a table.
  var tables = TableSurvey()
  /// The largest error of numbers in tables.
  var tableError = 0.0
  /// Whether table predictors may be learned.
  var learnsTables = false
  /// Codes JPEG files exactly; nil if none are.
  var jpegs: JPEGFileCoder?
  /// Codes files with rasters; nil if none are.
  var rasters: RasterFileCoder?
  /// Whether no JPEG file is lossy.
  var keepsJPEGs = false
  let memory = MemoryBudget()
  /// Receives how far pictures are that networks are fitted to.
  var meter: PackMeter?

  func pack(_ unit: PackUnit) async throws -> PackedUnit {
    switch unit.content {
    case .directory:
      let entry = Entry(unit.file, kind: .directory)
      return PackedUnit(
        piece: PackedPiece(entry: entry, family: .exact, body: .empty, originalBytes: 0))
    case .symlink(let target):
      var entry = Entry(unit.file, kind: .symlink)
      entry.size = target.count
      let body = SymbolStream(bytes: target)
      return PackedUnit(
        piece: PackedPiece(entry: entry, family: .exact, body: body, originalBytes: 0))
    case .piece(let input, let range):
      var piece = largePiece(of: unit.file, input, range)
      if range.lowerBound == 0, let reason = reasonAgainstTable(unit.file, nil) {
        piece.exactNotes += notes(unit.file, piece, [reason])
      }
      let copies = unit.copies?.parted()
      // Copies are confirmed only after the whole file has been read.
      piece.copies = copies?.unchanged
      return PackedUnit(piece: piece, apart: copies?.changed ?? [])
    case .file:
      do {
        let (piece, apart) = try await packed(unit.file, unit.copies)
        return PackedUnit(piece: piece, apart: apart)
      } catch {
        return PackedUnit(
          piece: nil, problems: [Problem(message: "\(error), left out", kind: .system)],
          apart: unit.copies?.files ?? [])
      }
    }
  }

  /// The piece of a whole file with its confirmed copies, and the rejected ones.
  ///
  /// A file that changes during reading is read up to three times.
  private func packed(
    _ file: PackFile, _ copies: PlannedCopies?
  ) async throws -> (piece: PackedPiece, apart: [PackFile]) {
    var attempts = 0
    while true {
      attempts += 1
      let input = try file.open()
      do {
        let content = try Self.content(of: input)
        let isHeld = content is [UInt8]
        var hasChanged = isHeld && input.hasChanged
        if hasChanged, attempts < Self.attempts { continue }
        var piece = try await piece(of: file, content)
        piece.exactNotes += notes(file, piece, piece.notes)
        let apart = try add(copies, to: &piece, of: content)
        if !isHeld { hasChanged = input.hasChanged }
        if hasChanged {
          if !isHeld, attempts < Self.attempts { continue }
          let name = displayName(of: file.systemPath)
          piece.problems.insert(
            Problem(message: "\(name): changed while it was read", kind: .system), at: 0)
        }
        return (piece, apart)
      } catch InputError.endsEarly where attempts < Self.attempts {
        // A file that shrinks during reading is one that changes.
      } catch ImageError.unreadable where attempts < Self.attempts {
      }
    }
  }

  private static let attempts = 3

  /// The bytes of a file, or a large picture's file itself, which is read on demand.
  private static func content(of input: OpenFile) throws(InputError) -> any ByteSource {
    if input.count > PackPlan.pieceBytes,
      ImageFormat(sniffing: try input.start()) != nil
    {
      return input
    }
    return try input.readAll()
  }

  /// Adds confirmed copies to the piece of a whole file.
  ///
  /// - Returns: the rejected ones
  private func add(
    _ copies: PlannedCopies?, to piece: inout PackedPiece, of content: any ByteSource
  ) throws -> [PackFile] {
    guard let copies else { return [] }
    guard try Digest.compute(ofFirst: content.count, read: content.read) == copies.digest else {
      return copies.files
    }
    let (unchanged, changed) = copies.parted()
    piece.copies = unchanged
    let bytes = content as? [UInt8]
    let isPicture = bytes.map { ImageFormat(sniffing: $0) != nil } ?? true
    for copy in unchanged.files {
      // Problems of a picture apply to its copies; otherwise the copies' names are misleading.
      let reasons =
        isPicture
        ? piece.notes
        : (reasonAgainstTable(copy, bytes).map { [$0] } ?? [])
          + (models == nil ? [] : misnamed(copy))
      piece.exactNotes += notes(copy, piece, reasons)
    }
    return changed
  }

  private func largePiece(
    of file: PackFile, _ input: OpenFile, _ range: Range<Int>
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
      // Earlier pieces are already written, so the declared length is kept by padding, as tar does.
      bytes = Array(repeating: 0, count: range.count)
      problems.append(
        Problem(
          message: "\(name): cannot be read to its end; what is missing is packed as zeros",
          kind: .system))
    }
    if range.upperBound == input.count, input.hasChanged {
      problems.append(Problem(message: "\(name): changed while it was read", kind: .system))
    }
    return PackedPiece(
      entry: entry, family: .exact, body: SymbolStream(bytes: bytes), originalBytes: range.count,
      problems: problems)
  }

  /// Encodes a table or picture if possible and smaller, or else stores the file losslessly.
  private func piece(of file: PackFile, _ content: any ByteSource) async throws -> PackedPiece {
    let bytes = content as? [UInt8]
    if let bytes, let smaller = await tableOrRasters(of: file, bytes) { return smaller }
    let isJPEG = try isJPEG(content)
    var (lossy, notes) = (nil as CodedPiece?, [String]())
    if !isJPEG || !keepsJPEGs { (lossy, notes) = try await picturePiece(of: file, content) }
    if let lossy, !isJPEG || !mayTakeHardlyMore(lossy, of: content) { return lossy.piece }
    let whole = try bytes ?? content.read(at: 0, count: content.count)
    var isMismatch = false
    if bytes == nil, let piece = await rasterPiece(of: file, whole) { return piece }
    if isJPEG {
      switch await exactJPEG(file, whole) {
      case .piece(var piece):
        if let lossy {
          guard takesHardlyMore(piece, than: lossy) else { return lossy.piece }
          notes = [Self.savesLittle]
        }
        piece.notes = notes
        return piece
      case .notTaken: break
      case .mismatch:
        isMismatch = true
        notes.append("does not come back from the coder of JPEG files")
      }
    }
    if var piece = lossy?.piece {
      piece.isMismatch = isMismatch
      return piece
    }
    var exact = exactPiece(of: file, whole)
    exact.isMismatch = isMismatch
    exact.notes += reasonAgainstTable(file, whole).map { [$0] } ?? []
    exact.notes += notes
    return exact
  }

  /// Why a file named like a picture is stored losslessly.
  func misnamed(_ file: PackFile) -> [String] {
    Self.claimsToBePicture(file.archivePath)
      ? ["not a JPEG or PNG file whatever the name says"] : []
  }

  private func notes(
    _ file: PackFile, _ piece: PackedPiece, _ reasons: [String]
  ) -> [ExactNote] {
    reasons.map {
      ExactNote(
        path: file.systemPath,
        statement: .init(reason: $0, isJPEG: piece.entry.kind == .jpeg))
    }
  }

  /// Whether a name has the extension of a supported picture format.
  static func claimsToBePicture(_ path: [UInt8]) -> Bool {
    let name = String(decoding: path, as: UTF8.self).lowercased()
    return [".jpg", ".jpeg", ".png"].contains { name.hasSuffix($0) }
  }

  func exactPiece(of file: PackFile, _ bytes: [UInt8]) -> PackedPiece {
    var entry = Entry(file, kind: .exact)
    entry.size = bytes.count
    entry.digest = .file(Digest(of: bytes))
    return PackedPiece(
      entry: entry, family: .exact, body: SymbolStream(bytes: bytes), originalBytes: bytes.count)
  }
}

extension SymbolStream {
  static let empty = SymbolStream(bytes: [])
}
