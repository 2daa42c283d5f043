import Bytes
import Entropy

extension TableForm {
  /// Decodes the body of a ``CodedTable`` to its file.
  ///
  /// - Parameter size: the size of the original, which is that of the file except for a lossy text
  /// - Throws: ``TableCodeError``, `BytesError`, `EntropyError`
  package static func decode(
    _ body: ArraySlice<UInt8>, size: Int, limit: DecodeLimits = .standard
  ) throws -> [UInt8] {
    var reader = ByteReader(body)
    let form = try TableForm(parsing: &reader, size: size)
    var left = form.text?.count ?? (size - form.header.count) / form.layout.width
    let found = form.header.count + left * form.layout.width
    guard left >= 0, form.text != nil || found == size else {
      throw TableCodeError.size(declared: size, found: found)
    }
    var file = form.text == nil ? form.header : []
    var budget = LinearBudget(weights: left + Limit.weights, products: limit.products)
    while left > 0 {
      let count = try reader.count(atMost: min(left, Limit.segment))
      guard count > 0 else { throw TableCodeError.size(declared: size, found: file.count) }
      try form.decodeSegment(of: count, from: &reader, into: &file, &budget)
      left -= count
    }
    try reader.expectEnd()
    guard let text = form.text else { return file }
    let most = min(DecodeLimits.tableBytes, limit.bytes)
    return form.header
      + (try text.text(of: form.layout.load(file[...]), limit: most - form.header.count))
  }

  private func decodeSegment(
    of count: Int, from reader: inout ByteReader, into file: inout [UInt8],
    _ budget: inout LinearBudget
  ) throws {
    guard let coder = SegmentCoder(rawValue: try reader.fixed()) else {
      throw TableCodeError.coder
    }
    if coder == .plain {
      let data = try reader.take(try reader.count(atMost: reader.remaining))
      guard data.count == count * layout.width else {
        throw TableCodeError.planes(bytes: data.count, numbers: count)
      }
      file += data
      return
    }
    let predictors = try predictors(of: count, from: &reader, &budget)
    let corrections = try corrections(of: count, from: &reader)
    let data = try reader.take(try reader.count(atMost: reader.remaining))
    let differences = try differences(data, coder, count: count)
    var numbers = codes(differences, predictors).map { quantiser.bits(of: $0, layout) }
    for (index, bits) in corrections { numbers[index] = bits }
    for bits in numbers { layout.append(bits, to: &file) }
  }

  private func predictors(
    of count: Int, from reader: inout ByteReader, _ budget: inout LinearBudget
  ) throws -> ColumnPredictors {
    let first: UInt8 = try reader.fixed()
    if let predictor = Predictor(rawValue: first) { return .all(predictor) }
    if first == LinearPredictor.code {
      let predictor = try LinearPredictor(parsing: &reader, row: row)
      try budget.take(predictor, numbers: count)
      return .linear(predictor)
    }
    guard first == 255, row <= Limit.columns else { throw TableCodeError.predictor }
    return .each(
      try reader.take(row).map { code in
        guard let predictor = Predictor(rawValue: code) else { throw TableCodeError.predictor }
        return predictor
      })
  }

  private func corrections(
    of count: Int, from reader: inout ByteReader
  ) throws -> [(index: Int, bits: UInt64)] {
    guard quantiser != .exact else { return [] }
    var indices: [Int] = []
    var next = 0
    for _ in 0..<(try reader.count(atMost: count)) {
      let index = next + (try reader.count(atMost: count))
      guard index < count else { throw TableCodeError.correction }
      indices.append(index)
      next = index + 1
    }
    let numbers = layout.load(try reader.take(indices.count * layout.width))
    return Array(zip(indices, numbers).map { (index: $0, bits: $1) })
  }

  private func differences(
    _ data: ArraySlice<UInt8>, _ coder: SegmentCoder, count: Int
  ) throws -> [UInt64] {
    guard let surroundings = coder.surroundings else {
      return try planes(data, count: count, byColumn: coder == .columnPlanes)
    }
    var bits = try BinaryRangeDecoder(whole: data)
    var model = DifferenceModel(surroundings, line: line, row: row, count: count)
    var differences: [UInt64] = []
    differences.reserveCapacity(count)
    for _ in 0..<count { differences.append(try model.decode(from: &bits)) }
    try bits.expectEnd()
    return differences
  }

  private func planes(
    _ data: ArraySlice<UInt8>, count: Int, byColumn: Bool
  ) throws -> [UInt64] {
    let planes = data.count / count
    guard planes <= quantiser.codeBits(layout) / 8, planes * count == data.count else {
      throw TableCodeError.planes(bytes: data.count, numbers: count)
    }
    let indices = byColumn ? ColumnOrder.indices(count: count, row: row) : Array(0..<count)
    var values = Array(repeating: UInt64(0), count: count)
    for plane in 0..<planes {
      let start = data.startIndex + plane * count
      for (order, index) in indices.enumerated() {
        values[index] |= UInt64(data[start + order]) << UInt64(8 * plane)
      }
    }
    return values.map { $0 >> 1 ^ (0 &- ($0 & 1)) }
  }

  private func codes(_ differences: [UInt64], _ predictors: ColumnPredictors) -> [UInt64] {
    let mask = quantiser == .exact ? layout.mask : .max
    var codes: [UInt64] = []
    codes.reserveCapacity(differences.count)
    var column = 0
    for (index, difference) in differences.enumerated() {
      let expected = predictors.expected(codes, index, column: column, self)
      codes.append((difference &+ expected) & mask)
      column = column + 1 == row ? 0 : column + 1
    }
    return codes
  }
}

/// The budget of a table's linear predictors: a few hostile bytes could ask for hours.
private struct LinearBudget {
  /// Weights of all sets, used or not.
  var weights: Int
  var products: Int

  mutating func take(_ predictor: LinearPredictor, numbers: Int) throws(TableCodeError) {
    let count = predictor.distances.count - 1
    weights -= predictor.weights.count * count
    products -= numbers * count
    guard weights >= 0 else { throw .weights }
    guard products >= 0 else { throw .products }
  }
}
