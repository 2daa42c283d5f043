import Bytes
import Container
import Images
import Tables

extension GoldenVectors {
  /// The files of the golden archives' tables.
  func tables() throws -> [[UInt8]] {
    try blocks().flatMap { block in
      try block.entries.indices.filter { block.entries[$0].kind == .table }.map { index in
        try TableForm.decode(block.body(at: index), size: block.entries[index].size)
      }
    }
  }

  /// The bodies of the golden archives' files with rasters, and the sizes of these files.
  func rasters() throws -> [(size: Int, body: [UInt8])] {
    try blocks().flatMap { block in
      block.entries.indices.filter { block.entries[$0].kind == .raster }.map { index in
        (block.entries[index].size, Array(block.body(at: index)))
      }
    }
  }

  /// Small pictures of each kind.
  func pictures(_ format: ImageFormat) throws -> [[UInt8]] {
    var files = try originals().filter { ImageFormat(sniffing: $0) == format }
    for (number, channels) in Image.Channels.allCases.enumerated()
    where format == .png || !channels.hasAlpha {
      let (width, height) = (17 - number, 9 + number)
      let samples = (0..<width * height * channels.count).map { UInt8($0 * 7 & 255) }
      let image = Image(width: width, height: height, channels: channels, samples: samples)
      files.append(try ImageFile.write(Picture(image: image, format: format)))
      guard format == .jpeg else { continue }
      files.append(try ImageFile.jpeg(image, quality: 60, subsampling: .s420))
    }
    return files
  }
}
