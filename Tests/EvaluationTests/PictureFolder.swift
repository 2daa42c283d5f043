import Foundation
import Images

/// A folder of pictures that is there for one test.
struct PictureFolder: ~Copyable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/aezip-report-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  var bytes: [UInt8] { Array(path.utf8) }

  func path(of name: String) -> [UInt8] { Array("\(path)/\(name)".utf8) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  /// A PNG of smooth colours, of samples below 200, different for each seed.
  func addPicture(
    _ name: String, width: Int = 40, height: Int = 32, channels: Image.Channels = .rgb,
    seed: Int = 0
  ) throws {
    try write(
      ImageFile.write(
        Picture(
          image: Self.image(width: width, height: height, channels: channels, seed: seed),
          format: .png)), to: name)
  }

  static func image(
    width: Int, height: Int, channels: Image.Channels = .rgb, seed: Int = 0
  ) -> Image {
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<channels.count {
          samples.append(UInt8((x * (c + 2) + y * 3 + x * y / 16 + 31 * seed) % 200))
        }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }
}

extension PictureFolder {
  func content(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
  }

  func size(of name: String) throws -> Int {
    try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")).count
  }
}
