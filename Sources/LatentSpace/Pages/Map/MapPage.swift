import Aezip
import Files
import Images
import Pages

/// The pictures of an archive on a plane, near things near, as one HTML file that needs nothing
/// else.
package struct MapPage: Sendable {
  /// The file's content.
  package let html: String
  /// Pictures of each map.
  package let shown: [Int]
  /// Pictures that are stored as codes, on a map or not.
  package let pictures: Int
  /// Of pictures that could not be shown.
  package let problems: [Problem]

  /// - Parameters:
  ///   - title: what the archive is called
  ///   - side: of small pictures at most, in pixels; nil for what suits their number
  /// - Throws: what decoding does
  package init(
    of maps: [LatentMap], in archive: Archive, title: String, side: Int?, jobs: Int = 1,
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws {
    let objects = Dictionary(try archive.entries().map { ($0.path, $0) }) { first, _ in first }
    var (data, previews, problems) = ([MapData](), [String](), [Problem]())
    for map in maps {
      let pictures = try await MapPictures(
        of: map, in: archive, side: side, jobs: jobs, progress: progress)
      data.append(try MapData(map, objects, pictures))
      let large = pictures.large.map { $0.map { "data:image/jpeg;base64,\(base64($0))" } }
      previews.append(try pageJSON(large.contains { $0 != nil } ? large : []))
      problems += pictures.problems
    }
    shown = maps.map(\.paths.count)
    pictures = maps.reduce(0) { $0 + $1.model.pictures }
    self.problems = problems
    html = try PageParts.map.page(
      of: MapContent(
        title: title, maps, archive: archive.byteCount,
        others: objects.values.count { $0.kind != .folder && $0.picture == nil },
        data: data.map { try pageJSON($0) }, previews: previews))
  }
}

/// What the template of the page names.
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
  /// JSON for the script, a map each.
  let maps: [String]
  let previews: [String]

  /// - Parameter others: files that are not stored as codes
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
      Named(name: "With", value: "aezip \(Program.version)"),
    ]
    sentence =
      "Pictures whose codes are alike lie near each other."
      + (maps.count > 1
        ? " Codes of different models cannot be compared, so each has a map of its own." : "")
    notes = Self.notes(maps, others: others)
    hasNotes = !notes.isEmpty
    method = Self.method(maps)
  }

  private static func notes(_ maps: [LatentMap], others: Int) -> [String] {
    var notes = maps.filter { $0.paths.count < $0.model.pictures }.map { map in
      "\(map.title): \(PageNumber.whole(map.paths.count)) of "
        + "\(PageNumber.whole(map.model.pictures)) are shown, evenly spread over their names; "
        + "the others are left out."
    }
    if others > 0 {
      notes.append(
        "\(PageNumber.whole(others)) other \(others == 1 ? "file has" : "files have") no codes "
          + "and \(others == 1 ? "is" : "are") not on a map.")
    }
    return notes
  }

  private static func method(_ maps: [LatentMap]) -> [Named] {
    var method: [Named] = []
    if maps.contains(where: { !$0.isOfPhotographs }) {
      method.append(
        Named(
          name: "Codes of small models",
          value: "Compared number by number, each times what it changes in a picture, as "
            + "`aezip search` does."))
    }
    if maps.contains(where: \.isOfPhotographs) {
      method.append(
        Named(
          name: "Codes of photographs",
          value: "Compared by the mean strength of each pattern and the mean codes of 4×4 fields: "
            + "colours, light, texture and layout, not what they show."))
    }
    for map in maps where map.compared < 1 {
      method.append(
        Named(
          name: map.title,
          value: "Of the numbers compared their first \(LatentMap.mostCompared) principal "
            + "components are, which hold \(PageNumber.fixed(100 * map.compared, 1))\u{A0}% of "
            + "their variance."))
    }
    method += [
      Named(
        name: "Neighbours",
        value: "PaCMAP (Wang, Huang, Rudin & Shaposhnik 2021): near pairs are drawn together, "
          + "others apart, from principal components on. The same archive gives the same map."),
      Named(
        name: "Pictures",
        value: "As the archive gives them back, made smaller by Lanczos' filter where they are "
          + "larger than they are drawn; at most \(MapPictures.budget >> 20) megapixels a map."),
    ]
    return method
  }
}

extension LatentMap {
  var isOfPhotographs: Bool {
    if case .photo = model.network { true } else { false }
  }
}
