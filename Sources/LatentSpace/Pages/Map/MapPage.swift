import Aezip
import Files
import Images
import Pages

/// The pictures of an archive on a plane, as one HTML file without external parts.
package struct MapPage: Sendable {
  /// The content of the file.
  package let html: String
  /// The number of pictures on each map.
  package let shown: [Int]
  /// The number of pictures that are compared, on a map or not.
  package let pictures: Int
  /// Pictures that did not decode.
  package let problems: [Problem]

  /// Decodes the pictures of some maps and renders the page.
  ///
  /// - Parameters:
  ///   - title: the name of the archive
  ///   - side: largest side of small pictures in pixels; nil to choose one by their number
  /// - Throws: what decoding throws for the archive as a whole
  package static func render(
    _ maps: [LatentMap], in archive: Archive, title: String, side: Int?, jobs: Int = 1,
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> MapPage {
    let entries = Dictionary(try archive.entries().map { ($0.path, $0) }) { first, _ in first }
    var (data, previews, problems) = ([MapData](), [String](), [Problem]())
    for map in maps {
      let pictures = try await MapPictures.decode(
        map, in: archive, side: side, jobs: jobs, progress: progress)
      data.append(MapData(map, entries, pictures, try PictureSheets.encode(pictures.small)))
      let large = pictures.large.map { $0.map { "data:image/jpeg;base64,\(base64($0))" } }
      previews.append(try pageJSON(large.contains { $0 != nil } ? large : []))
      problems += pictures.problems
    }
    let pictures = maps.reduce(0) { $0 + $1.model.pictures }
    let html = try PageParts.map.page(
      of: MapContent(
        title: title, maps, archive: archive.byteCount,
        others: entries.values.count { $0.kind != .folder } - pictures,
        data: data.map { try pageJSON($0) }, previews: previews))
    return MapPage(
      html: html, shown: maps.map(\.paths.count),
      pictures: pictures, problems: problems)
  }
}

/// The values of the page's template.
struct MapContent {
  struct Named {
    let name: String
    let value: String
  }

  let title: String
  let facts: [Named]
  let sentence: String
  let notes: [String]
  let hasNotes: Bool
  let method: [Named]
  let policy = PageParts.map.policy
  let style = PageParts.map.style
  let script = PageParts.map.script
  /// JSON for the script, one for each map.
  let maps: [String]
  let previews: [String]

  /// - Parameter others: the number of entries that are not compared
  init(
    title: String, _ maps: [LatentMap], archive: Int, others: Int, data: [String],
    previews: [String]
  ) {
    self.title = title
    (self.maps, self.previews) = (data, previews)
    let all = maps.reduce(0) { $0 + $1.model.pictures }
    let shown = maps.reduce(0) { $0 + $1.paths.count }
    facts = [
      Named(name: "Pictures", value: PageNumber.whole(all)),
      Named(name: "Shown", value: PageNumber.whole(shown)),
      Named(name: "Archive", value: PageNumber.whole(archive) + " bytes"),
      Named(name: "Made with", value: "aezip \(Program.version)"),
    ]
    sentence =
      "Pictures with similar latents are near each other."
      + (maps.count > 1
        ? " Latents of different models are not comparable, so each model has a map of its own."
        : "")
    notes = Self.notes(maps, others: others)
    hasNotes = !notes.isEmpty
    method = Self.method(maps)
  }

  private static func notes(_ maps: [LatentMap], others: Int) -> [String] {
    var notes = maps.filter { $0.paths.count < $0.model.pictures }.map { map in
      "\(map.title): this map shows \(PageNumber.whole(map.paths.count)) of "
        + "\(PageNumber.whole(map.model.pictures)), evenly spaced in the order of their names."
    }
    if others > 0 {
      notes.append(
        others == 1
          ? "1 other file is no picture to compare and is not on a map."
          : "\(PageNumber.whole(others)) other files are no pictures to compare and not on a map."
      )
    }
    return notes
  }

  private static func method(_ maps: [LatentMap]) -> [Named] {
    var method: [Named] = []
    if maps.contains(where: { !$0.isOfPhotographs }) {
      method.append(
        Named(
          name: "Small models",
          value: "Pictures are compared by their latents, each times the change that it makes in a "
            + "picture."))
    }
    if maps.contains(where: \.isOfPhotographs) {
      method.append(
        Named(
          name: "Photographs",
          value: "Photographs are compared by the mean magnitude of each latent channel and by its "
            + "mean in 4×4 fields. These numbers describe colour, light, texture and layout, but "
            + "not what a picture shows."))
    }
    for map in maps where map.comparedVariance < 1 {
      method.append(
        Named(
          name: map.title,
          value: "The first \(LatentMap.maximumComponents) principal components are compared. They "
            + "hold \(PageNumber.fixed(100 * map.comparedVariance, 1))\u{A0}% of the variance."))
    }
    method += [
      Named(
        name: "Neighbours",
        value: "The layout is PaCMAP (Wang, Huang, Rudin & Shaposhnik 2021), which starts from the "
          + "principal components. The same archive always gives the same map."),
      Named(
        name: "Pictures",
        value: "Pictures are decoded from the archive, turned upright and scaled down with a "
          + "Lanczos filter to at most \(MapPictures.budget >> 20) megapixels for each map."),
    ]
    return method
  }
}

extension LatentMap {
  var isOfPhotographs: Bool {
    if case .photo = model.network { true } else { false }
  }
}
