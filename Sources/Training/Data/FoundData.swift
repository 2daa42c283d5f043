import Files
import Images
import Tables

/// A file that may hold data, identified by its first bytes.
package struct FoundData {
  package enum Kind {
    case picture(PictureHeader)
    case table
  }

  /// The path relative to the scanned folder; see ``PictureSource/Item/name``.
  package let name: [UInt8]
  package let path: [UInt8]
  package let kind: Kind
  package let fileBytes: Int
  /// Whether the user named the file itself.
  package let isNamed: Bool
}

/// Scans files and folders for pictures and tables.
package struct DataSearch {
  private(set) var found: [FoundData] = []
  private(set) var leftOut: [LeftOut] = []
  /// The number of files scanned.
  private(set) var files = 0
  private let paths: [[UInt8]]

  package init(_ paths: [[UInt8]]) throws(DatasetError) {
    self.paths = paths
    for path in paths { try look(at: path) }
  }

  /// Scans a file or a folder that the user named. Links are followed here, but not inside of
  /// folders.
  private mutating func look(at path: [UInt8]) throws(DatasetError) {
    let status: FileStatus?
    do {
      status = try Directory.current.status(of: path, followingLinks: true)
    } catch {
      throw .input(.system(error))
    }
    guard let status else { throw .input(.system(.missing(path))) }
    guard status.kind == .directory else {
      found.append(try Self.inspect(path, name: FileWalk.rootName(of: path), isNamed: true))
      files += 1
      return
    }
    let walk: FileWalk
    do {
      // A trailing slash makes a link resolve to its folder.
      walk = try FileWalk.walk([path + [0x2F]])
    } catch {
      throw .walk(error)
    }
    leftOut += walk.problems.map { LeftOut(path: $0.path, reason: .walk($0)) }
    let prefix = paths.count == 1 ? FileWalk.rootName(of: path).count : 0
    for entry in walk.entries {
      switch entry.kind {
      case .directory: continue
      case .symlink:
        files += 1
        leftOut.append(LeftOut(path: entry.systemPath, reason: .link))
      case .regular:
        let name = Array(entry.archivePath.dropFirst(prefix).drop { $0 == 0x2F })
        try add(entry.systemPath, name: name)
      }
    }
  }

  /// Adds a file of a folder, or records why it is left out.
  private mutating func add(_ path: [UInt8], name: [UInt8]) throws(DatasetError) {
    files += 1
    do throws(DatasetError) {
      found.append(try Self.inspect(path, name: name, isNamed: false))
    } catch {
      let reason: LeftOut.Reason
      switch error {
      case .notData: reason = .other
      case .picture(_, let error): reason = .picture(error)
      case .input(let error): reason = .unreadable(error)
      default: throw error
      }
      leftOut.append(LeftOut(path: path, reason: reason))
    }
  }

  private static func inspect(
    _ path: [UInt8], name: [UInt8], isNamed: Bool
  ) throws(DatasetError) -> FoundData {
    let file: InputFile
    var start: [UInt8]
    do {
      file = try InputFile(path: path, followingLinks: isNamed)
      start = try file.read(at: 0, count: min(file.count, startSize))
    } catch {
      throw .input(error)
    }
    let kind: FoundData.Kind
    if let format = ImageFormat(sniffing: start) {
      kind = .picture(try PictureHeader(of: file, format: format))
    } else {
      if Gzip.looksLike(start[...]) { start = Gzip.prefix(startSize, of: start) }
      guard TableFormat(sniffing: start[...], name: name) != nil else {
        throw .notData(path: path, startsWith: Array(start.prefix(8)))
      }
      kind = .table
    }
    return FoundData(name: name, path: path, kind: kind, fileBytes: file.count, isNamed: isNamed)
  }

  /// The number of bytes that identify a file.
  private static let startSize = 4096
}
