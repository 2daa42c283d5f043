import Images

/// JPEG by libjpeg-turbo, progressive with optimised Huffman tables.
package struct RatedJPEG: RatedCodec {
  private let subsampling: ChromaSubsampling
  private static let qualities = Array(stride(from: 5, through: 95, by: 5)) + [98]

  package init(_ subsampling: ChromaSubsampling) {
    self.subsampling = subsampling
  }

  package var identity: CodecIdentity {
    CodecIdentity(
      id: "jpeg-" + subsampling.rawValue.filter { $0 != ":" },
      name: "JPEG \(subsampling.rawValue)", family: "jpeg",
      about: "libjpeg-turbo, progressive, optimised Huffman tables, accurate DCT, chroma "
        + "\(subsampling.rawValue), qualities 5…98; only the JPEG file is counted.")
  }

  package var settings: [String] { Self.qualities.map { "quality \($0)" } }
  package var learnsFromAll: Bool { false }

  package func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodecResult) async throws -> Void
  ) async throws -> Int {
    try await codeEach(pictures, jobs: jobs, take: take) { image in
      let file = try ImageFile.jpeg(
        image, quality: Self.qualities[setting], subsampling: subsampling)
      return CodecResult(byteCount: file.count, image: try ImageFile.read(file).image)
    }
    return 0
  }
}
