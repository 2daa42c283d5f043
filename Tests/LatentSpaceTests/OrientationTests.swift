import Aezip
import Files
import Foundation
import Images
import LatentSpace
import TestSupport
import Testing

/// Pictures of an archive are compared and shown as viewers show their files.
@Suite struct OrientationTests {
  static let count = 17

  static func path(_ index: Int) -> [UInt8] { Array("in/\(index + 100).png".utf8) }

  /// Each picture has another orientation than the next.
  static func orientation(_ index: Int) -> ImageOrientation {
    ImageOrientation.allCases[index % ImageOrientation.allCases.count]
  }

  /// Packs pictures by a small model, stored in the orientations that are given.
  static func archive(
    _ scratch: ScratchFolder, model: [UInt8]?, _ pictures: [(Image, ImageOrientation)]
  ) async throws -> Archive {
    try scratch.makeFolder("in")
    for (index, (image, orientation)) in pictures.enumerated() {
      try scratch.write(
        OrientedFile.write(image, storedAs: orientation),
        to: String(decoding: path(index), as: UTF8.self))
    }
    var options = PackOptions()
    options.latentsOnly = true
    options.model = model
    options.quality = 100
    options.keepsSmallerFiles = false
    let path = scratch.path(of: "a.aez")
    _ = try await Packer.pack([scratch.path(of: "in")], into: path, options: options)
    return try Archive(path: path)
  }

  static func ramps(
    _ orientation: (Int) -> ImageOrientation
  ) -> [(Image, ImageOrientation)] {
    (0..<count).map { (RampModel.image($0), orientation($0)) }
  }

  /// The root mean square difference.
  static func difference(_ one: Image, _ other: Image) -> Double {
    meanSquaredError(one, other).squareRoot()
  }

  @Test func `a search finds pictures as they are shown, from a file or an entry`() async throws {
    let scratch = try ScratchFolder()
    let archive = try await Self.archive(
      scratch, model: RampModel.file(), Self.ramps(Self.orientation))
    #expect(try await archive.orientations(ofModel: archive.codingModels()[0].number).count == 14)
    for queried in 0..<Self.count {
      let image = RampModel.image(queried)
      for query in [LatentIndex.Query.picture(image), .entry(Self.path(queried))] {
        let index = try await LatentIndex.read(archive, for: query)
        let found = index.nearest(to: try index.position(of: query), count: Self.count)
        #expect(found.map(\.distance) == found.map(\.distance).sorted())
        for neighbour in found {
          let other = try #require((0..<Self.count).first { Self.path($0) == neighbour.path })
          let expected = Self.difference(image, RampModel.image(other))
          #expect(abs(neighbour.distance - expected) < 5)
        }
        if case .picture = query {
          #expect(found.count == Self.count)
          #expect(found[0].path == Self.path(queried) && found[0].distance < 2)
        } else {
          #expect(found.count == Self.count - 1)
        }
      }
    }
  }

  @Test func `a map has pictures upright, near those that look like them`() async throws {
    let scratch = try ScratchFolder()
    let turned = try await Self.archive(
      scratch, model: RampModel.file(), Self.ramps(Self.orientation))
    let maps = try await LatentMap.layOut(turned, projections: [.pca], maximum: 100)
    let images = try #require(try maps[0].images(0..<Self.count))
    for (index, image) in images.enumerated() {
      #expect(Self.difference(image, RampModel.image(index)) < 3)
    }
    let other = try ScratchFolder()
    let upright = try await Self.archive(
      other, model: RampModel.file(), Self.ramps { _ in .topLeft })
    let reference = try await LatentMap.layOut(upright, projections: [.pca], maximum: 100)
    let common = zip(maps[0].nearest, reference[0].nearest).map {
      Set($0).intersection($1).count
    }
    #expect(common.reduce(0, +) > Self.count * LatentMap.shownNeighbours * 8 / 10)
  }

  /// A photograph whose corners differ.
  static let photo: Image = {
    let (width, height) = (40, 24)
    let samples = (0..<width * height).flatMap { at -> [UInt8] in
      let (x, y) = (at % width, at / width)
      return [UInt8(6 * x), UInt8(10 * y), UInt8(x > 30 && y < 8 ? 250 : 20)]
    }
    return Image(width: width, height: height, channels: .rgb, samples: samples)
  }()

  @Test(arguments: ImageOrientation.allCases)
  func `a map's page shows photographs upright`(orientation: ImageOrientation) async throws {
    let scratch = try ScratchFolder()
    let archive = try await Self.archive(scratch, model: nil, [(Self.photo, orientation)])
    let maps = try await LatentMap.layOut(archive, maximum: 10)
    let page = try await MapPage.render(maps, in: archive, title: "a", side: 40)
    #expect(page.problems.isEmpty)
    #expect(page.html.contains("\"height\":[24]") && page.html.contains("\"width\":[40]"))
    #expect(page.html.contains("\"sizes\":[40,24]"))
    let source = try #require(page.html.components(separatedBy: "\"sources\":[\"").last)
    let text = try #require(source.components(separatedBy: "\"").first?.split(separator: ",").last)
    let file = try #require(Data(base64Encoded: String(text)))
    let sheet = try ImageFile.read(Array(file)).image
    let channels = sheet.channels.count
    let cut = (0..<24).flatMap { row in
      sheet.samples[row * sheet.width * channels..<(row * sheet.width + 40) * channels]
    }
    let shown = Image(width: 40, height: 24, channels: .rgb, samples: cut)
    #expect(psnr(shown, Self.photo) > 25)
  }

  @Test func `photographs stored in different orientations are found by the same file`()
    async throws
  {
    let scratch = try ScratchFolder()
    let pictures = ImageOrientation.allCases.map { orientation in
      let shade = 20 * Int(orientation.rawValue)
      let image = Image(
        width: 40, height: 24, channels: .rgb,
        samples: Self.photo.samples.enumerated().map { at, sample in
          at % 3 == 2 ? sample : UInt8(Int(sample) * shade / 160)
        })
      return (image, orientation)
    }
    let archive = try await Self.archive(scratch, model: nil, pictures)
    for (index, (image, _)) in pictures.enumerated() {
      let query = LatentIndex.Query.picture(image)
      let found = try await LatentIndex.read(archive, for: query)
      let nearest = found.nearest(to: try found.position(of: query), count: 1)
      #expect(nearest.first?.path == Self.path(index))
    }
  }

  @Test(arguments: [(6, 6), (6, 3), (1, 8), (5, 2)])
  func `frames of a morph are upright at both ends`(a: UInt8, b: UInt8) async throws {
    let scratch = try ScratchFolder()
    let orientations = try [a, b].map { try #require(ImageOrientation(rawValue: $0)) }
    let archive = try await Self.archive(
      scratch, model: RampModel.file(),
      Self.ramps { $0 < 2 ? orientations[$0] : .topLeft })
    let frames = try await Morph.read(Self.path(0), Self.path(1), from: archive).frames(3)
    #expect(Self.difference(frames[0], RampModel.image(0)) < 4)
    #expect(Self.difference(frames[2], RampModel.image(1)) < 4)
  }
}
