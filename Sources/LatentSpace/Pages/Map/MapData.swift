import Aezip
import Files
import Images
import Pages

/// A map as the page's script reads it, in columns.
struct MapData: Encodable {
  /// What is on it, as in "Pictures of 28×28".
  let title: String
  let layouts: [Layout]
  let names: [String]
  /// Sizes in pixels, upright.
  let width: [Int]
  let height: [Int]
  /// Sizes in the archive.
  let bytes: [Int]
  /// Lower bounds in dB; −1 if nothing was lost, nil if the archive has none.
  let psnr: [Double?]
  /// The folders of all pictures on the map, sorted.
  let folders: [String]
  /// For each picture an index into ``folders``.
  let folder: [Int]
  /// ``neighbours`` indices of the nearest pictures for each picture, −1 where there are fewer, as
  /// 32-bit integers in base64.
  let nearest: String
  let neighbours: Int
  let sheets: Sheets

  struct Layout: Encodable {
    let way: String
    let title: String
    /// What the projection is and how well it keeps neighbourhoods.
    let about: String
    /// Two 32-bit floats for each picture, in base64.
    let positions: String
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

  init(
    _ map: LatentMap, _ entries: [[UInt8]: ArchiveEntry], _ pictures: MapPictures,
    _ sheets: PictureSheets
  ) {
    title = map.title
    names = map.paths.map { displayName(of: $0) }
    let stored = map.paths.map { entries[$0] }
    let sizes = stored.enumerated().map { row, entry in
      // The size of a JPEG file is not on record.
      guard let picture = entry?.picture else { return pictures.sizes[row] }
      let size = (width: picture.width, height: picture.height)
      return map.swapsSides(row) ? (size.height, size.width) : size
    }
    (width, height) = (sizes.map(\.width), sizes.map(\.height))
    bytes = stored.map { $0?.packedSize ?? 0 }
    psnr = stored.map { entry in
      guard let picture = entry?.picture else { return -1 }
      return picture.psnr.map { $0.isFinite ? ($0 * 100).rounded() / 100 : -1 }
    }
    let folderOf = map.paths.map { Array($0[..<($0.lastIndex(of: UInt8(ascii: "/")) ?? 0)]) }
    let known = Set(folderOf).sorted { $0.lexicographicallyPrecedes($1) }
    let indices = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    folders = known.map { $0.isEmpty ? "top level" : displayName(of: $0) }
    folder = folderOf.map { indices[$0] ?? 0 }
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
        way: layout.projection.rawValue, title: layout.projection.title, about: layout.about,
        positions: base64(
          layout.positions.flatMap {
            littleEndian($0.x.bitPattern) + littleEndian($0.y.bitPattern)
          }))
    }
    self.sheets = Sheets(
      cell: sheets.cell, columns: sheets.columns, perSheet: sheets.perSheet,
      sizes: pictures.small.flatMap { [$0.width, $0.height] }, sources: sheets.sources)
  }
}

private func littleEndian(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

extension MapProjection {
  fileprivate var title: String {
    switch self {
    case .neighbours: "Neighbours"
    case .pca: "Principal components"
    case .latents: "Latents"
    }
  }
}

extension MapLayout {
  fileprivate var about: String {
    let nearest = LatentMap.shownNeighbours
    let kept =
      "\(PageNumber.fixed(100 * preservation, 0))\u{A0}% of the \(nearest) nearest pictures by "
      + "latents are among the \(nearest) nearest here."
    switch projection {
    case .neighbours:
      return "The layout places each picture beside its nearest neighbours. The distance between "
        + "groups has little meaning. " + kept
    case .pca:
      let held = variance.map {
        ", which hold \(PageNumber.fixed(100 * $0, 0))\u{A0}% of the variance"
      }
      return "The axes are the first two principal components of the latents\(held ?? ""). " + kept
    case .latents: return "The axes are the two latents of each picture. " + kept
    }
  }
}

extension LatentMap {
  /// As in "Pictures of 28×28".
  var title: String {
    switch model.network {
    case .objects(let network): "Pictures of \(network.shape.sizeText)"
    case .photo: "Photographs"
    }
  }
}
