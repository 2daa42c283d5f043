import Bytes

extension Entry {
  /// Throws ``CatalogueError/entry(path:_:)`` unless the format allows the entry by itself.
  ///
  /// - Parameter models: the number of models that the archive names; nil if that is lost.
  package func validate(models: Int?) throws(CatalogueError) {
    if let flaw = pathFlaw ?? fieldFlaw ?? kindFlaw ?? pictureFlaw(models: models) {
      throw .entry(path: path, flaw)
    }
  }

  /// What is wrong with the path alone.
  var pathFlaw: EntryFlaw? {
    if path.isEmpty { return .emptyPath }
    if path.count > ArchiveLimit.path { return .pathTooLong(bytes: path.count) }
    if path[0] == UInt8(ascii: "/") { return .absolutePath }
    if path.contains(0) { return .zeroInPath }
    return Self.hasBadComponent(path) ? .badComponent : nil
  }

  /// Whether a component of `path` is empty, "." or "..".
  private static func hasBadComponent(_ path: [UInt8]) -> Bool {
    var (length, dots) = (0, 0)
    func isBad() -> Bool { length == dots && dots <= 2 }
    for byte in path {
      if byte == UInt8(ascii: "/") {
        if isBad() { return true }
        (length, dots) = (0, 0)
      } else {
        length += 1
        if byte == UInt8(ascii: ".") { dots += 1 }
      }
    }
    return isBad()
  }

  private var fieldFlaw: EntryFlaw? {
    if mode > 0o7777 { return .mode(mode) }
    if modified.nanoseconds > 999_999_999 { return .nanoseconds(modified.nanoseconds) }
    if !(0...ArchiveLimit.fileSize).contains(size) { return .size(size) }
    if !maximumError.isFinite || maximumError.sign == .minus { return .maximumError(maximumError) }
    return nil
  }

  private var kindFlaw: EntryFlaw? {
    if kind == .exact { return pieceFlaw ?? digestFlaw }
    if pieceOffset != 0 { return .piecesOfOtherKind }
    switch kind {
    case .directory where size != 0 || bodyLength != 0: return .directoryWithContent
    case .symlink where !(1...ArchiveLimit.path).contains(bodyLength) || size != bodyLength:
      return .targetLength(bodyLength)
    case .copy where bodyLength != 0: return .copyWithContent
    case .table where !(1...DecodeLimits.tableBytes).contains(size): return .tableSize(size)
    case .jpeg where !(1...ArchiveLimit.jpegSize).contains(size): return .jpegSize(size)
    case .raster where !(1...ArchiveLimit.rasterSize).contains(size): return .rasterSize(size)
    case .directory, .symlink, .picture, .table, .jpeg, .raster, .copy: return digestFlaw
    default: return nil
    }
  }

  /// Only an empty file may have an empty piece, or else a file could have any number of them.
  private var pieceFlaw: EntryFlaw? {
    guard (0...size).contains(pieceOffset), bodyLength <= size - pieceOffset,
      bodyLength > 0 || size == 0
    else { return .pieceOutsideFile(offset: pieceOffset, length: bodyLength, size: size) }
    return nil
  }

  private var digestFlaw: EntryFlaw? {
    let fits =
      switch digest {
      case .none: true
      case .samples, .shared: kind == .picture
      case .file: (kind == .exact && endsFile) || kind == .table || kind.isRecoded
      }
    return fits ? nil : .digestOfOtherKind
  }

  private func pictureFlaw(models: Int?) -> EntryFlaw? {
    guard (picture != nil) == (kind == .picture) else { return .pictureFields }
    guard let picture else { return nil }
    let side = 1...ArchiveLimit.pictureSide
    guard side.contains(picture.width), side.contains(picture.height),
      picture.width * picture.height <= ArchiveLimit.picturePixels
    else { return .dimensions(width: picture.width, height: picture.height) }
    guard (1...4).contains(picture.channels) else { return .channels(picture.channels) }
    guard picture.coder.usesModel else {
      return picture.model == 0 ? nil : .needlessModel(picture.model)
    }
    let count = models ?? ArchiveLimit.models
    guard (0..<count).contains(picture.model) else {
      return .unknownModel(picture.model, count: count)
    }
    return nil
  }
}
