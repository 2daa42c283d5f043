import ExactCodec
import Foundation
import TestSupport
import Testing

/// Photographs, and the files that `make torture` makes.
@Suite struct JPEGCorpusTests {
  private static func files(below folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".jpg") }.sorted().map { "\(folder)/\($0)" }
  }

  private static let corpus = ProcessInfo.processInfo.environment["AEZIP_CORPUS"]
  private static let torture = ProcessInfo.processInfo.environment["AEZIP_TORTURE"]

  @Test(.enabled(if: corpus != nil), arguments: ["photos", "smiles"])
  func `photographs come back`(folder: String) throws {
    let paths = Self.files(below: "\(Self.corpus!)/\(folder)")
    for path in paths {
      let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
      let trip = try #require(try roundTrip(file), "\(path)")
      #expect(trip.isSame, "\(path)")
    }
  }

  @Test(.enabled(if: torture != nil)) func `files of every kind come back`() throws {
    for path in Self.files(below: Self.torture!) {
      let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
      let trip = try roundTrip(file)
      #expect(trip?.isSame ?? path.contains("refused"), "\(path)")
      #expect(trip.map { $0.split.rest.record.bytes == [0] } ?? true, "\(path)")
    }
  }

  @Test(.enabled(if: torture != nil)) func `files of every kind are cut anywhere`() throws {
    for (index, path) in Self.files(below: Self.torture!).enumerated() where index % 11 == 0 {
      let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
      for end in stride(from: index % 64, to: file.count, by: 64) {
        let trip = try roundTrip(Array(file[..<end]))
        #expect(trip?.isSame ?? true, "\(path) up to \(end)")
      }
    }
  }

  @Test(.enabled(if: torture != nil)) func `files of every kind are damaged`() throws {
    var random = SplitMix64(seed: 1)
    for path in Self.files(below: Self.torture!) {
      let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
      for _ in 0..<20 {
        var damaged = file
        damaged[Int.random(in: file.indices, using: &random)] = UInt8(
          truncatingIfNeeded: random.next())
        let trip = try roundTrip(damaged)
        #expect(trip?.isSame ?? true, "\(path)")
      }
    }
  }

  /// Reading and writing row by row gives the same as all at once.
  @Test(.enabled(if: torture != nil), arguments: [1, 3]) func `files in strips`(rows: Int) throws {
    for path in Self.files(below: Self.torture!) {
      let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
      guard var reader = try? JPEGReader(file), reader.isStreamable else { continue }
      let frame = reader.frame
      var strips: [CoefficientPlanes] = []
      for start in stride(from: 0, to: frame.unitsHigh, by: rows) {
        var planes = try CoefficientPlanes(
          frame, rows: start..<min(start + rows, frame.unitsHigh), coefficientLimit: 1 << 20)
        reader.readRows(into: &planes)
        strips.append(planes)
      }
      let rest = try reader.finish()
      var writer = try JPEGWriter(headers: rest.headers, record: rest.record)
      var bytes: [UInt8] = []
      for strip in strips {
        try writer.append(strip)
        bytes += writer.takeBytes()
      }
      bytes += try writer.finish(tail: rest.tail)
      #expect(bytes == file, "\(path)")
    }
  }

  @Test(.enabled(if: corpus != nil), arguments: ["photos", "smiles"])
  func `all segments of photographs can be made again`(folder: String) throws {
    for (index, path) in Self.files(below: "\(Self.corpus!)/\(folder)").enumerated()
    where index % 10 == 0 {
      let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
      let split = try SplitJPEG(reading: file, coefficientLimit: 1 << 26)
      #expect(try HeaderPacking.keeps(split), "\(path)")
      let packed = HeaderPacking.pack(split, mayCompute: true)
      // Segments of applications and comments may be of any length.
      let end = try #require(packed[0].ranges(of: [0xFF, 0xDB, 0, 0, 1]).first)
      #expect(packed[0][end.lowerBound...].count <= 51, "\(path)")
    }
  }

  @Test(.enabled(if: torture != nil)) func `headers of files of every kind come back`() throws {
    for (index, path) in Self.files(below: Self.torture!).enumerated() {
      let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
      guard let split = try? SplitJPEG(reading: file, coefficientLimit: 1 << 26) else { continue }
      #expect(try HeaderPacking.keeps(split), "\(path)")
      let packed = HeaderPacking.pack(split, mayCompute: true)
      // These files hold no other FF C4 than those of tables.
      let bytes = Array(packed.joined())
      for range in bytes.ranges(of: [0xFF, 0xC4]) {
        #expect(bytes[range.upperBound...].starts(with: [0, 0]), "\(path)")
      }
      for end in stride(from: index % 64, to: file.count, by: file.count / 3 + 1) {
        guard let cut = try? SplitJPEG(reading: Array(file[..<end]), coefficientLimit: 1 << 26)
        else { continue }
        #expect(try HeaderPacking.keeps(cut), "\(path) up to \(end)")
      }
    }
  }
}
