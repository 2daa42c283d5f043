import Aezip

/// Numbers of entries of each kind. All commands on archives print them in the same words.
struct EntryCounts {
  var pictures = 0
  var exactPictures = 0
  var tables = 0
  var jpegs = 0
  var files = 0
  var copies = 0
  var folders = 0
  var links = 0
  var unknown = 0

  /// As in "3 lossy pictures, 5 lossless files, 1 link"; zero counts are left out.
  ///
  /// - Parameters:
  ///   - pictureNote: follows the number of pictures
  ///   - tableNote: follows the number of tables
  func text(pictures pictureNote: String = "", tables tableNote: String = "") -> String {
    let parts = [
      pictures > 0 ? plural(pictures, "lossy picture") + pictureNote : nil,
      exactPictures > 0 ? plural(exactPictures, "exact picture") : nil,
      tables > 0 ? plural(tables, "lossy table") + tableNote : nil,
      jpegs > 0 ? plural(jpegs, "exact JPEG") : nil,
      files > 0 ? plural(files, "lossless file") : nil,
      plural(copies: copies),
      folders > 0 ? plural(folders, "folder") : nil,
      links > 0 ? plural(links, "link") : nil,
      unknown > 0 ? (unknown == 1 ? "1 unknown entry" : "\(unknown) unknown entries") : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }
}

extension EntryCounts {
  init(_ entries: [ArchiveEntry]) {
    for index in entries.indices {
      switch entries[index].kind {
      case .picture where entries[index].picture?.representation == .pixels: exactPictures += 1
      case .picture: pictures += 1
      case .table where entries[index].maximumError ?? 0 > 0: tables += 1
      case .jpeg: jpegs += 1
      case .table, .exact: files += 1
      case .copy: copies += 1
      case .folder: folders += 1
      case .link: links += 1
      case .unknown: unknown += 1
      }
    }
  }

  init(_ report: PackReport) {
    (pictures, tables, files) = (report.lossyFiles, report.boundedTables, report.exactFiles)
    (exactPictures, jpegs) = (report.exactPictures, report.exactJPEGs)
    (copies, folders, links) = (report.copies, report.folders, report.links)
  }

  init(_ report: UnpackReport) {
    pictures = report.pictures - report.copies.pictures
    exactPictures = report.exactPictures - report.copies.exactPictures
    tables = report.tables - report.copies.tables
    jpegs = report.exactJPEGs - report.copies.exactJPEGs
    files = report.exactFiles - report.copies.exactFiles
    (copies, folders, links) = (report.copies.all, report.folders, report.links)
  }
}
