import Foundation
import Images

/// A folder of a test's own, gone when the test is.
final class TestFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "aezip-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> [UInt8] { Array(url.appending(path: name).path.utf8) }

  func write(_ bytes: [UInt8], _ name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func write(_ image: Image, _ name: String) throws {
    let format: ImageFormat = name.hasSuffix("png") ? .png : .jpeg
    try write(ImageFile.write(Picture(image: image, format: format)), name)
  }

  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url.appending(path: name)))
  }

  func image(_ name: String) throws -> Image { try ImageFile.read(read(name)).image }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: url.appending(path: name).path)
  }

  /// All names below the folder, sorted.
  var names: [String] {
    (FileManager.default.subpaths(atPath: url.path) ?? []).sorted()
  }
}

/// Pictures that look a little like photographs: smooth, with edges and noise.
enum Drawn {
  static func image(
    _ width: Int, _ height: Int, _ channels: Image.Channels = .rgb, seed: Int = 1
  ) -> Image {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let noise = Int(state >> 60) - 8
        let edge = (x + 2 * y) / 40 % 2 * 50
        for channel in 0..<channels.count {
          let alpha = channels.hasAlpha && channel == channels.count - 1
          let value =
            alpha
            ? min(x * 4, 255) : 60 + (x * (channel + 1) + y * 2) / 4 % 120 + edge + noise
          samples.append(UInt8(min(max(value, 0), 255)))
        }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }
}

let corpus = ProcessInfo.processInfo.environment["AEZIP_CORPUS"]
