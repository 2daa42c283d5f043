import Bytes
import Container
import Entropy
import ExactCodec
import Images
import Networks
import PictureCodec
import Tables

extension FuzzTarget {
  /// A model's file: photographs, objects, or changes of the built-in one.
  static let model = FuzzTarget(
    name: "model",
    seeds: { vectors in
      try vectors.sections(.model).compactMap {
        let packed = $0.dropFirst(Digest.byteCount)
        return try? PackedModel.unpack(packed, sectionAt: 0, limit: .standard)
      }
    }, mutate: changedSafeTensors
  ) { input in
    if let model = try? SampleModel(file: input) {
      guard model.cost.decode <= 1 << 22, model.latents <= 4096 else { return }
      let codes = (0..<model.latents).map { Int16($0 % 7 - 3) }
      let samples = model.samples(
        of: codes, level: QualityLevel(index: 100, conditioning: .interpolated))
      expect(samples.count == model.shape.count, "an object has as many samples as its shape")
    } else if let adaptation = try? PhotoAdaptation(file: input) {
      try? adaptation.check(against: builtIn.configuration)
    } else {
      _ = try? PhotoModel(file: input)
    }
  }

  private static let builtIn: PhotoModel = {
    do {
      return try PhotoModel(file: BuiltInModel.newest.file)
    } catch {
      fatalError("the built-in model: \(error)")
    }
  }()

  /// Codes by either coder: how many there are, what is expected of each, and their stream.
  static let codes = FuzzTarget(
    name: "codes",
    seeds: { _ in
      try EntropyCoder.allCases.flatMap { coder in
        try [0, 1].map { family in try seedOfCodes(coder, family: UInt8(family)) }
      }
    }
  ) { input in
    guard let (coder, expected, stream) = expectedCodes(input) else { return }
    let tables: SymbolTables = input[0] & 2 == 0 ? .laplace : .logistic
    guard let found = try? decoded(stream, expected, coder, tables) else { return }
    var encoder = coder.encoder.init(tables: tables)
    encoder.append(hyperLatents: found.hyper, tables: hyperTables)
    encoder.append(symbols: found.codes, means: expected.means, scales: expected.scales)
    let again = encoder.finish().bytes
    let twice = try? decoded(again[...], expected, coder, tables)
    expect(
      twice?.codes == found.codes && twice?.hyper == found.hyper,
      "codes that are read can be written and read again")
  }

  private typealias Expected = (means: [Int32], scales: [UInt8])

  private static let hyperTables = [1, 40].map { width in
    FrequencyTable(
      first: -2 * width,
      cumulative: (0...4 * width).map { UInt64($0) << 30 / UInt64(width) })
  }

  private static let hyperPositions = 3

  private static func decoded(
    _ stream: ArraySlice<UInt8>, _ expected: Expected, _ coder: EntropyCoder, _ tables: SymbolTables
  ) throws -> (hyper: [Int16], codes: [Int16]) {
    var decoder = try coder.decoder.init(stream, tables: tables)
    let hyper = try decoder.hyperLatents(positions: hyperPositions, tables: hyperTables)
    let codes = try decoder.symbols(means: expected.means, scales: expected.scales)
    try decoder.expectEnd()
    return (hyper, codes)
  }

  /// A byte for coder and distributions, one for the number of codes, three for each of them, and
  /// the stream.
  private static func expectedCodes(
    _ input: [UInt8]
  ) -> (coder: EntropyCoder, expected: Expected, stream: ArraySlice<UInt8>)? {
    guard input.count > 2 else { return nil }
    let coder = EntropyCoder.allCases[Int(input[0] & 1)]
    let count = Int(input[1])
    guard input.count >= 2 + 3 * count else { return nil }
    var expected: Expected = ([], [])
    for index in 0..<count {
      let place = 2 + 3 * index
      let mean = Int16(bitPattern: UInt16(input[place]) | UInt16(input[place + 1]) << 8)
      // Some as far off as numbers go.
      expected.means.append(input[place + 2] & 64 == 0 ? Int32(mean) : Int32(mean) << 14)
      expected.scales.append(input[place + 2] & 63)
    }
    return (coder, expected, input[(2 + 3 * count)...])
  }

  private static func seedOfCodes(_ coder: EntropyCoder, family: UInt8) throws -> [UInt8] {
    var input: [UInt8] = [(coder == .zstd ? 1 : 0) | family << 1, 40]
    for index in 0..<40 { input += [UInt8(index * 5), 0, UInt8(index * 3 / 2)] }
    input.append(0)
    guard let (_, expected, _) = expectedCodes(input) else { return input }
    var encoder = coder.encoder.init(tables: family == 0 ? .laplace : .logistic)
    encoder.append(
      hyperLatents: Array(repeating: 1, count: hyperPositions * hyperTables.count),
      tables: hyperTables)
    let codes = (0..<40).map { Int16($0 % 5 * ($0 % 2 == 0 ? 1 : -3)) }
    encoder.append(symbols: codes, means: expected.means, scales: expected.scales)
    return input.dropLast() + encoder.finish().bytes
  }

  /// The size of a picture, a byte whether it is grey and whether it has a base, and its blocks.
  static let blocks = FuzzTarget(
    name: "blocks",
    seeds: { _ in (0..<4).map { seedOfBlocks(options: UInt8($0)) } }
  ) { input in
    guard input.count > 3 else { return }
    let shape = blockShape(input)
    guard var decoder = try? BlockDecoder(input[3...], shape: shape, hasBase: input[2] & 2 != 0)
    else { return }
    let base = input[2] & 2 == 0 ? nil : [UInt8](repeating: 90, count: shape.sampleCount)
    var count = 0
    while let rows = try? decoder.next(base: base.map { Array($0.dropFirst(count)) }) {
      count += rows.count
    }
    expect(count <= shape.sampleCount, "blocks have no more samples than their picture")
  }

  /// The size of a picture, a byte whether it is grey, and its exact pixels.
  static let pixels = FuzzTarget(
    name: "pixels",
    seeds: { _ in (0..<2).map { seedOfPixels(options: UInt8($0)) } }
  ) { input in
    guard input.count > 3 else { return }
    let shape = blockShape(input)
    guard let rows = try? PixelRows(input[3...], shape: shape) else { return }
    var count = 0
    while let row = try? rows.next() { count += row.count }
    expect(count <= shape.sampleCount, "there are no more pixels than in their picture")
  }

  private static func seedOfPixels(options: UInt8) -> [UInt8] {
    let start: [UInt8] = [40, 29, options]
    let shape = blockShape(start)
    var encoder = PixelEncoder(shape)
    var samples: [UInt8] = []
    for index in 0..<shape.sampleCount {
      let check = index / 3 % 2 * 100
      samples.append(UInt8(check + index * index % 23))
    }
    encoder.append(samples)
    return start + encoder.finish()
  }

  private static func blockShape(_ input: [UInt8]) -> ImageShape {
    ImageShape(
      width: 1 + Int(input[0] & 127), height: 1 + Int(input[1] & 127),
      channels: input[2] & 1 == 0 ? .rgb : .grey)
  }

  private static func seedOfBlocks(options: UInt8) -> [UInt8] {
    let start: [UInt8] = [40, 29, options]
    let shape = blockShape(start)
    var encoder = BlockEncoder(
      BlockLayer(step: 30, shape: shape), hasBase: options & 2 != 0)
    for top in stride(from: 0, to: shape.height, by: 8) {
      let rows = (0..<min(8, shape.height - top) * shape.line).map { index in
        UInt8((index / 3 % 2 * 100 + index * top % 23) & 255)
      }
      let base = rows.map { _ in UInt8(90) }
      _ = encoder.append(rows, base: options & 2 == 0 ? nil : base)
    }
    return start + encoder.finish()
  }

  /// The size of a table's file, three bytes, and its codes.
  static let table = FuzzTarget(
    name: "table-codes",
    seeds: { vectors in
      try vectors.blocks().flatMap { block in
        block.entries.indices.filter { block.entries[$0].kind == .table }.map { index in
          let size = block.entries[index].size
          return (0..<3).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
            + block.body(at: index)
        }
      }
    }
  ) { input in
    guard input.count > 3 else { return }
    let limit = DecodeLimits(bytes: 1 << 16)
    let size = min(limit.bytes, Int(input[0]) | Int(input[1]) << 8 | Int(input[2]) << 16)
    guard let file = try? TableForm.decode(input[3...], size: size, limit: limit) else { return }
    expect(file.count <= limit.bytes, "a table of \(file.count) bytes is within the limit")
  }
}
