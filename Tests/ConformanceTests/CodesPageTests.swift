import Bytes
import Entropy
import Images
import Networks
import PictureCodec
import Tensors
import Testing

/// The program agrees with the test vectors of `Formats/codes-1.md`.
@Suite struct CodesPageTests {
  let page: FormatPage

  init() throws { page = try FormatPage("codes-1.md") }

  @Test(arguments: EntropyCoder.allCases)
  func `streams of section 15.5 are written and read`(coder: EntropyCoder) throws {
    let table = FrequencyTable(first: -1, cumulative: [0, 1 << 30, 3 << 30, 1 << 32])
    let codes: [Int16] = [0, 1, -3, 200, 57, 0, 0, 2, -1, 0]
    let means: [Int32] = [0, 5, -40, 0, 900, -7, 1, 17, 8, 0]
    let scales: [UInt8] = [0, 20, 30, 10, 63, 5, 12, 12, 17, 17]
    let streams = page.vectors(coder.rawValue, in: "15.5")
    try #require(streams.count == 2)

    var encoder = coder.encoder.init()
    encoder.append(hyperLatents: [0, 5, -1], tables: [table])
    #expect(encoder.finish().bytes == streams[1])
    encoder.append(symbols: codes, means: means, scales: scales)
    #expect(encoder.finish().bytes == streams[0])

    var decoder = try coder.decoder.init(streams[0][...])
    #expect(try decoder.hyperLatents(positions: 3, tables: [table]) == [0, 5, -1])
    #expect(try decoder.symbols(means: means, scales: scales) == codes)
    try decoder.expectEnd()
  }

  @Test func `hyper-latents have the distributions of section 15.2`() throws {
    let priors = try PhotoModel(file: BuiltInModel.all[0].file).hyperPrior
    #expect(priors[0].first == -1)
    #expect(priors[0].cumulative == [0, 51, 4_294_967_280, 4_294_967_296])
    #expect(priors[2].first == -4)
    #expect(
      priors[2].cumulative == [
        145_040, 1_432_461, 14_109_884, 135_444_352, 1_045_372_857, 3_266_994_416,
        4_162_395_266, 4_281_165_173, 4_293_566_169, 4_294_825_429,
      ])
  }

  @Test func `pictures have the streams of section 15.6`() {
    let pictures: [(width: Int, height: Int, streams: Int)] = [
      (1, 1, 1), (1024, 1024, 1), (1025, 1025, 2), (1000, 1100, 2),
      (2000, 2990, 6), (100_000, 65, 2),
    ]
    for picture in pictures {
      let size = PhotoSize(width: picture.width, height: picture.height)
      #expect(CodingPart.streams(rows: size.rows, columns: size.columns) == picture.streams)
    }
  }

  @Test(arguments: EntropyCoder.allCases)
  func `the bodies of section 15.7 give its samples`(coder: EntropyCoder) throws {
    let model = try PhotoModel(file: BuiltInModel.all[0].file)
    let size = PhotoSize(width: 5, height: 3)
    let tables = model.hyperPrior.map {
      FrequencyTable(first: $0.first, cumulative: $0.cumulative)
    }
    let body = try #require(page.vectors(coder.rawValue, in: "15.7").first)
    var decoder = try coder.decoder.init(body[...])
    let hyper = LatentGrid(
      rows: 1, columns: 1, channels: tables.count,
      symbols: try decoder.hyperLatents(positions: 1, tables: tables))
    var walk = model.prior(hyperLatents: hyper, level: .trained(0))
    for part in walk.parts {
      let expected = walk.parameters(of: part)
      let codes = try decoder.symbols(means: expected.means, scales: expected.scales)
      walk.take(codes, as: part, expected)
    }
    try decoder.expectEnd()
    var samples: [UInt8] = []
    let pixels = try #require(walk.next()?.picture)
    for row in 0..<size.height {
      samples += pixels.slice(rows: row..<row + 1).bytes.prefix(3 * size.width)
    }
    #expect(samples == page.vectors("samples", in: "15.7").first)
    #expect(Array(Digest(of: samples).bytes.prefix(16)) == page.vectors("digest", in: "15.7").first)
  }

  @Test func `extras of section 15.8 begin with their metadata`() throws {
    let extras = try #require(page.vectors("extras", in: "15.8").first)
    var reader = ByteReader(extras)
    let metadata = try ImageMetadata(parsing: &reader)
    let gamma = ImageMetadata.Piece(tag: Array("gAMA".utf8), data: [0, 0, 0xB1, 0x8F])
    #expect(metadata == (try ImageMetadata(format: .png, pieces: [gamma])))
    #expect(reader.remaining == 7)
  }
}
