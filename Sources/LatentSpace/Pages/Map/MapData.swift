import Aezip
import Files
import Images
import Pages

/// A map as the page's script reads it, numbers in columns.
struct MapData: Encodable {
  /// What is on it, as in "Pictures of 28×28".
  let title: String
  let layouts: [Layout]
  let names: [String]
  let width: [Int]
  let height: [Int]
  /// In the archive.
  let bytes: [Int]
  /// In dB, at least; −1 where nothing was lost, nil where that is not on record.
  let psnr: [Double?]
  /// Of all pictures on the map, in the order of their names.
  let folders: [String]
  /// Of each picture, its place among those.
  let folder: [Int]
  /// Places of the nearest pictures, `neighbours` a picture, as 32-bit integers in base64; fewer
  /// where there are not as many, and −1 then.
  let nearest: String
  let neighbours: Int
  let sheets: Sheets

  struct Layout: Encodable {
    let way: String
    let title: String
    /// What it is and how good.
    let about: String
    /// Two floats a picture, of 32 bits in base64.
    let places: String
  }

  struct Sheets: Encodable {
    let cell: Int
    let columns: Int
    let perSheet: Int
    /// Width and height of each small picture.
    let sizes: [Int]
    /// Data URLs.
    let sources: [String]
  }

  init(_ map: LatentMap, _ objects: [[UInt8]: ArchiveEntry], _ pictures: MapPictures) throws {
    title = map.title
    names = map.paths.map { displayName(of: $0) }
    let stored = map.paths.map { objects[$0] }
    width = stored.map { $0?.picture?.width ?? 0 }
    height = stored.map { $0?.picture?.height ?? 0 }
    bytes = stored.map { $0?.packedSize ?? 0 }
    psnr = stored.map { object in
      object?.picture?.psnr.map { $0.isFinite ? ($0 * 100).rounded() / 100 : -1 }
    }
    let folderOf = map.paths.map { Array($0[..<($0.lastIndex(of: UInt8(ascii: "/")) ?? 0)]) }
    let known = Set(folderOf).sorted { $0.lexicographicallyPrecedes($1) }
    let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    folders = known.map { $0.isEmpty ? "the top" : displayName(of: $0) }
    folder = folderOf.map { places[$0] ?? 0 }
    let wanted = LatentMap.shownNeighbours
    neighbours = wanted
    nearest = base64(
      map.nearest.flatMap { found in
        (0..<wanted).flatMap {
          littleEndian(UInt32(bitPattern: $0 < found.count ? Int32(found[$0]) : -1))
        }
      })
    layouts = map.layouts.map { layout in
      Layout(
        way: layout.way.rawValue, title: layout.way.title, about: layout.about,
        places: base64(
          layout.places.flatMap {
            littleEndian($0.x.bitPattern) + littleEndian($0.y.bitPattern)
          }))
    }
    let files = try PictureSheets(of: pictures.small)
    sheets = Sheets(
      cell: files.cell, columns: files.columns, perSheet: files.perSheet,
      sizes: pictures.small.flatMap { [$0.width, $0.height] }, sources: files.sources)
  }
}

private func littleEndian(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

extension MapWay {
  fileprivate var title: String {
    switch self {
    case .neighbours: "Neighbours"
    case .pca: "Principal components"
    case .codes: "Codes"
    }
  }
}

extension MapLayout {
  fileprivate var about: String {
    let nearest = LatentMap.shownNeighbours
    let kept =
      "Of a picture's \(nearest) nearest by codes "
      + "\(PageNumber.fixed(100 * self.kept, 0))\u{A0}% are among its \(nearest) nearest here."
    switch way {
    case .neighbours:
      return "Each picture lies beside its neighbours, as far as a plane has room; how far groups "
        + "are apart says little. " + kept
    case .pca:
      let held = variance.map {
        " They hold \(PageNumber.fixed(100 * $0, 0))\u{A0}% of the codes' variance."
      }
      return "The two directions in which codes differ most.\(held ?? "") " + kept
    case .codes: return "The two numbers of each code, as they are. " + kept
    }
  }
}

extension LatentMap {
  /// As in "Pictures of 28×28".
  var title: String {
    switch model.network {
    case .objects(let network): "Pictures of \(network.shape.width)×\(network.shape.height)"
    case .photo: "Photographs"
    }
  }
}
