import Aezip
import Container
import Foundation
import Testing

/// Numbers on the pages that count vectors. Such a number has a comment behind it that names what
/// it counts, as in `260<!--must-fail-->`. `UPDATE_VECTORS=1` writes the numbers anew.
@Suite struct PageTests {
  private static let pages: [URL] = {
    let formats = VectorFolder.repository.appending(path: "Formats")
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: formats.path)) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().map { formats.appending(path: $0) }
      + [VectorFolder.repository.appending(path: "README.md")]
  }()

  /// What each name counts.
  private static func counts() throws -> [String: Int] {
    var counts = [
      "valid": VectorFolder.valid.names.count, "must-fail": VectorFolder.mustFail.names.count,
      "must-heal": VectorFolder.mustHeal.names.count,
      "encrypted": VectorFolder.encrypted.names.count,
      "encrypted-must-fail": VectorFolder.encryptedMustFail.names.count,
      "encoder-pinned": VectorFolder.pinned.names.count, "selftest": SelfTest.vectors.count,
    ]
    // The offsets at which `RepairVectorTests` cuts and changes archives, and the sections that it
    // destroys.
    var (offsets, sections) = (0, 0)
    for name in VectorFolder.valid.names {
      let archive = try VectorFolder.valid.read("\(name).aez")
      offsets +=
        stride(from: 16, to: archive.count, by: max(archive.count / 60, 1)).map { $0 }.count
      // The index lists all but itself and the end.
      if name != "redundancy" { sections += try ArchiveReader(archive).index.sections.count + 2 }
    }
    counts["damaged-offsets"] = offsets
    counts["destroyed-sections"] = sections
    return counts
  }

  private static func written(_ number: Int) -> String {
    let digits = String(number)
    return number < 1000 ? digits : "\(digits.dropLast(3)),\(digits.suffix(3))"
  }

  @Test func `pages count what there is`() throws {
    let counts = try Self.counts()
    var found = 0
    for page in Self.pages {
      let text = try String(contentsOf: page, encoding: .utf8)
      var corrected = text
      for match in text.matches(of: /([0-9,]+)<!--([a-z-]+)-->/) {
        let count = try #require(counts[String(match.2)], "\(match.2)")
        found += 1
        let right = "\(Self.written(count))<!--\(match.2)-->"
        if VectorFolder.isUpdating {
          corrected = corrected.replacing(String(match.0), with: right)
        } else {
          #expect(String(match.0) == right, "\(page.lastPathComponent)")
        }
      }
      if corrected != text { try corrected.write(to: page, atomically: true, encoding: .utf8) }
    }
    #expect(found > 0)
  }

  /// The addresses of the headings of a page, as GitHub makes them.
  private static func anchors(_ text: String) -> Set<String> {
    Set(
      text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
        let title = line.drop { $0 == "#" }.dropFirst().lowercased()
        return String(title.filter { $0.isLetter || $0.isNumber || " -_".contains($0) })
          .replacing(" ", with: "-")
      })
  }

  @Test func `links between pages lead somewhere`() throws {
    for page in Self.pages where page.lastPathComponent != "README.md" {
      let text = try String(contentsOf: page, encoding: .utf8)
      for match in text.matches(of: /\]\(([A-Za-z0-9\/.-]*)(?:#([^)]*))?\)/) {
        let target = page.deletingLastPathComponent().appending(path: String(match.1))
        let other = match.1.isEmpty ? text : try? String(contentsOf: target, encoding: .utf8)
        guard let anchor = match.2, let other else {
          let exists = FileManager.default.fileExists(atPath: target.path)
          #expect(exists, "\(page.lastPathComponent): \(match.0)")
          continue
        }
        #expect(
          Self.anchors(other).contains(String(anchor)), "\(page.lastPathComponent): \(match.0)")
      }
    }
  }
}
