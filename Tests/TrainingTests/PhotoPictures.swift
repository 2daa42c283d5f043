import Foundation
import Images
import TestSupport
import Training

/// Photographs of sorts: waves, edges and noise from a seed, as PNG files.
enum PhotoPictures {
  static func file(_ index: Int, width: Int = 160, height: Int = 128) throws -> [UInt8] {
    try ImageFile.write(Picture(image: image(index, width: width, height: height), format: .png))
  }

  static func image(_ index: Int, width: Int, height: Int) -> Image {
    var random = SplitMix64(seed: UInt64(index))
    let waves = (0..<4).map { _ in
      (0..<6).map { _ in Float.random(in: -1...1, using: &random) }
    }
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let noise = Float.random(in: -4...4, using: &random)
        for plane in 0..<3 {
          var value: Float = 128 + noise
          for (octave, wave) in waves.enumerated() {
            let size = Float(1 << octave)
            let turns = (Float(x) * wave[0] + Float(y) * wave[1]) * size * 0.1
            value += 40 / size * wave[2 + plane] * waveValue(turns + 7 * wave[5])
          }
          samples.append(UInt8(min(max(value, 0), 255)))
        }
      }
    }
    return Image(width: width, height: height, channels: .rgb, samples: samples)
  }

  static func source(_ count: Int, memory: Int = 1 << 30) throws -> PhotoSource {
    let files = try (0..<count).map { try file($0) }
    return PhotoSource(count: count, memory: memory) { files[$0] }
  }
}

/// Real photographs, where AEZIP_CORPUS names a folder that has `photos/*.jpg`.
enum PhotoCorpus {
  static let folder = ProcessInfo.processInfo.environment["AEZIP_CORPUS"]

  static func source() throws -> PhotoSource {
    let photos = URL(filePath: folder ?? "").appending(path: "photos")
    let files = try FileManager.default
      .contentsOfDirectory(at: photos, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "jpg" }.sorted { $0.path < $1.path }
    return PhotoSource(count: files.count) { [UInt8](try Data(contentsOf: files[$0])) }
  }
}
