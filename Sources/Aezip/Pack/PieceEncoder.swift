import Bytes
import Container
import Entropy
import Files
import Images

/// Turns units into pieces: reads files and encodes pictures. Knows nothing of other files.
struct PieceEncoder: Sendable {
  /// Nil to store everything exactly.
  let models: PackModels?
  let coder: EntropyCoder
  /// Whether pictures that codes would not make smaller are stored exactly.
  let keepsSmallerFiles: Bool
  /// What pictures stored with loss must reach.
  var floor: QualityFloor?
  /// Whether the archive tells the PSNR of each picture.
  var recordsPSNR = false
  /// Whether pictures are decoded again.
  var checksPictures = true
  /// Whether tables are stored as codes.
  var codesTables = false
  /// How far numbers of tables may be off.
  var tableError = 0.0
  /// Whether predictors of tables may be learned from their numbers.
  var learnsTables = false
  let memory = MemoryBudget()

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
        let (piece, apart) = try await packed(unit.file, unit.copies)
        return PackedUnit(piece: piece, apart: apart)
      } catch {
        return PackedUnit(
          piece: nil, problems: [Problem(message: "\(error), left out", kind: .system)],
          apart: unit.copies?.files ?? [])
      }
    }
  }

  /// The piece of a whole file, with those copies that are copies still, and the others.
  ///
  /// A file that changes while it is read is read again, three times at most.
  private func packed(
    _ file: FoundFile, _ copies: PlannedCopies?
  ) async throws -> (piece: PackedPiece, apart: [FoundFile]) {
    var attempts = 0
    while true {
      attempts += 1
      let input = try InputFile(path: file.systemPath)
      do {
        let content = try Self.content(of: input)
        let isHeld = content is [UInt8]
        var hasChanged = isHeld && input.changed(since: input.stamp)
        if hasChanged, attempts < Self.attempts { continue }
        var piece = try await piece(of: file, content)
        piece.problems += notes(file, piece.notes)
        let apart = try add(copies, to: &piece, of: content)
        if !isHeld { hasChanged = input.changed(since: input.stamp) }
        if hasChanged {
          if !isHeld, attempts < Self.attempts { continue }
          let name = displayName(of: file.systemPath)
          piece.problems.insert(
            Problem(message: "\(name): changed while it was read", kind: .system), at: 0)
        }
        return (piece, apart)
      } catch InputError.endsEarly where attempts < Self.attempts {
        // A file that shrinks under the reader is one that changes.
      } catch ImageError.unreadable where attempts < Self.attempts {
      }
    }
  }

  private static let attempts = 3

  /// The bytes of a file; of a large picture the file itself, which then is read as it is needed.
  private static func content(of input: InputFile) throws(InputError) -> any ByteSource {
    if input.count > PackPlan.pieceBytes,
      ImageFormat(sniffing: try input.read(at: 0, count: 16)) != nil
    {
      return input
    }
    return try input.readAll(limit: .max)
  }

  /// Gives the piece of a whole file those copies that are copies still.
  ///
  /// - Returns: the others
  private func add(
    _ copies: PlannedCopies?, to piece: inout PackedPiece, of content: any ByteSource
  ) throws -> [FoundFile] {
    guard let copies else { return [] }
    guard try Digest(ofFirst: content.count, read: content.read) == copies.digest else {
      return copies.files
    }
    let (unchanged, changed) = copies.parted()
    piece.copies = unchanged
    let bytes = content as? [UInt8]
    let isPicture = bytes.map { ImageFormat(sniffing: $0) != nil } ?? true
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
  private func piece(of file: FoundFile, _ content: any ByteSource) async throws -> PackedPiece {
    let bytes = content as? [UInt8]
    if let bytes, let table = await tablePiece(of: file, bytes) { return table }
    let (coded, notes) = try await picturePiece(of: file, content)
    if let coded { return coded }
    var exact = try exactPiece(of: file, bytes ?? content.read(at: 0, count: content.count))
    exact.notes += reasonAgainstTable(file, exact.body.bytes).map { [$0] } ?? []
    exact.notes += notes
    return exact
  }

  /// Why a file is stored exactly that by its name could be a picture.
  func misnamed(_ file: FoundFile) -> [String] {
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

extension CodeStream {
  static let empty = CodeStream(bytes: [])
}
