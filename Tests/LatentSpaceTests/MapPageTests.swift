import Aezip
import Files
import Foundation
import Images
import LatentSpace
import PageTesting
import Testing

/// The page of `aezip map`.
@Suite struct MapPageTests {
  static let hostile = "</script><img src=x onerror=\"boom('&')\">\u{FF}.png"

  /// A page of small photographs in two folders, one of them with a name that contains markup.
  static func page(most: Int = 100) async throws -> MapPage {
    let scratch = try ScratchFolder()
    try scratch.makeFolder("in")
    try scratch.makeFolder("in/warm")
    try scratch.makeFolder("in/cold")
    for index in 0..<12 {
      let isWarm = index % 2 == 0
      let samples = (0..<48 * 32).flatMap { at -> [UInt8] in
        let (x, y) = (at % 48, at / 48)
        let light = 60 + 10 * index + (x * 3 + y * index) % 40
        return [UInt8(isWarm ? 220 : 30), UInt8(light), UInt8(isWarm ? 40 : 230)]
      }
      let image = Image(width: 48, height: 32, channels: .rgb, samples: samples)
      try scratch.write(
        ImageFile.write(Picture(image: image, format: .png)),
        to: "in/\(isWarm ? "warm" : "cold")/\(index).png")
    }
    let image = Image(
      width: 200, height: 90, channels: .grey, samples: (0..<18000).map { UInt8($0 % 200) })
    let name = Array("in/cold/<script>\"".utf8) + [0xFF] + Array(".png".utf8)
    let file = try OutputFile(path: scratch.path(of: "") + name, replacing: false)
    try file.append(ImageFile.write(Picture(image: image, format: .png)))
    try file.commit()
    try scratch.write(Array("some text".utf8), to: "in/notes.txt")
    var options = PackOptions()
    options.latentsOnly = true
    options.keepsSmallerFiles = false
    let path = scratch.path(of: "a.aez")
    _ = try await Packer.pack([scratch.path(of: "in")], into: path, options: options)
    let archive = try Archive(path: path)
    let maps = try await LatentMap.layOut(archive, maximum: most)
    return try await MapPage.render(maps, in: archive, title: hostile, side: 40)
  }

  @Test func `names cannot break out of the page, and nothing outside it is named`() async throws {
    let page = try await Self.page()
    #expect(page.problems.isEmpty && page.shown == [13] && page.pictures == 13)
    #expect(!page.html.contains("<img src=x") && !page.html.contains("<script>\""))
    #expect(page.html.contains("&lt;/script&gt;&lt;img src=x onerror=&quot;boom"))
    // The data of the map, the large pictures, and the page's own script.
    #expect(page.html.components(separatedBy: "</script>").count == 4)
    #expect(page.html.contains("default-src &#39;none&#39;; img-src data:"))
    let addresses = page.html.components(separatedBy: "http").dropFirst().map { $0.prefix(20) }
    #expect(
      addresses.allSatisfy { $0.hasPrefix("://www.w3.org/2000/s") || $0.hasPrefix("-equiv") })
    #expect(page.html.contains("1 other file is no picture to compare and is not on a map."))
  }

  @Test func `the page states how many pictures are left out`() async throws {
    let page = try await Self.page(most: 5)
    #expect(page.shown == [5])
    #expect(
      page.html.contains(
        "Photographs: this map shows 5 of 13, evenly spaced in the order of their names."))
  }

  struct Seen: Decodable {
    struct Chosen: Decodable {
      let name: String
      let facts: [String]
      let near: Int
      let source: String
    }
    let errors, ways, folders: [String]
    let painted, chosenBySearch, hidden, filtered: Int
    let pageIsAsWideAsWindow: Bool
    let scales: [Double]
    let dragged: [Double]
    let clicked, keyed, searched: Chosen
    let found: String
    let closed, enlarged: Bool
  }

  @Test(.enabled(if: Browser.path != nil, "no chromium on PATH"), arguments: [1280, 500])
  func `the map moves, zooms, searches, filters and shows pictures`(width: Int) async throws {
    let page = try await Self.page()
    #expect(try Browser.visit(page.html, width: width).console == [])
    let seen = try DrivenPage(page.html, driver: "map").observe(Seen.self, width: width)
    #expect(seen.errors == [])
    #expect(seen.pageIsAsWideAsWindow)
    #expect(seen.painted > 500)
    #expect(seen.ways == ["Neighbours", "Principal components"])
    #expect(seen.folders == ["in/cold7", "in/warm6"])
    #expect(seen.scales[1] > 1.5 * seen.scales[0] && seen.scales[2] > seen.scales[1])
    #expect(abs(seen.scales[3] - seen.scales[0]) < 1e-6 * seen.scales[0])
    #expect(abs(seen.dragged[0] - 40) < 1e-3 && abs(seen.dragged[1] + 25) < 1e-3)
    for chosen in [seen.clicked, seen.keyed] {
      #expect(chosen.name.hasPrefix("in/") && chosen.near == 8)
      #expect(chosen.facts[0].hasPrefix("Size"))
      #expect(chosen.source.hasPrefix("data:image/"))
    }
    #expect(seen.found == "1 of 1" && seen.chosenBySearch == 1)
    #expect(seen.searched.name.hasPrefix("in/cold/<script>\""))
    #expect(seen.searched.facts[0] == "Size200×90")
    // The page has a larger version of this picture.
    #expect(seen.searched.source.hasPrefix("data:image/jpeg"))
    #expect(seen.hidden == 7 && seen.filtered == 6)
    #expect(seen.closed && seen.enlarged)
  }
}
