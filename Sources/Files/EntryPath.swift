/// A path of an archive entry that cannot leave the directory it is extracted to.
package struct EntryPath: Hashable, Sendable {
  /// Why a path is refused.
  package enum Fault: Equatable, Sendable {
    case empty, absolute, zeroByte, emptyPart, dotPart, dotDotPart
  }

  /// The components, joined by slashes.
  package let bytes: [UInt8]

  /// Throws ``ExtractionError/unsafePath(path:_:)`` unless `bytes` are components joined by single
  /// slashes, none of them `.` or `..`.
  package init(_ bytes: [UInt8]) throws(ExtractionError) {
    if let fault = Self.fault(in: bytes) { throw .unsafePath(path: bytes, fault) }
    self.bytes = bytes
  }

  /// The components; there is at least one.
  var parts: [[UInt8]] {
    bytes.split(separator: 0x2F).map { Array($0) }
  }

  private static func fault(in path: [UInt8]) -> Fault? {
    if path.isEmpty { return .empty }
    if path[0] == 0x2F { return .absolute }
    if path.contains(0) { return .zeroByte }
    for part in path.split(separator: 0x2F, omittingEmptySubsequences: false) {
      switch Array(part) {
      case []: return .emptyPart
      case [0x2E]: return .dotPart
      case [0x2E, 0x2E]: return .dotDotPart
      default: continue
      }
    }
    return nil
  }

  /// Whether a symbolic link of this path may point to `target`.
  ///
  /// A target may begin with `..` components that lead up to the extraction directory at most. A
  /// `..` behind a name is refused even if it seems to stay inside, because the name may itself be
  /// a link that leads up. Therefore no chain of such links leads out.
  package func allowsLink(to target: [UInt8]) -> Bool {
    guard let first = target.first, first != 0x2F, !target.contains(0) else { return false }
    var above = parts.count - 1
    var hasDescended = false
    for part in target.split(separator: 0x2F) {
      switch Array(part) {
      case [0x2E]:
        continue
      case [0x2E, 0x2E]:
        above -= 1
        if hasDescended || above < 0 { return false }
      default:
        hasDescended = true
      }
    }
    return true
  }
}

extension EntryPath.Fault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .empty: "the path is empty"
    case .absolute: "the path is absolute"
    case .zeroByte: "the path holds a zero byte"
    case .emptyPart: "the path has an empty part"
    case .dotPart: "the path has a part '.'"
    case .dotDotPart: "the path has a part '..'"
    }
  }
}
