import Bytes
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct TableCodeTests {
  /// Walks, waves, jumps, and for floating numbers all that is odd.
  private func file(_ layout: NumberLayout, count: Int, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    let odd: [Double] = [
      .nan, .infinity, -.infinity, -0.0, 0, .leastNonzeroMagnitude, 1e-40, -0x1p-1060, 65504, 1e38,
      -.greatestFiniteMagnitude,
    ]
    var walk = 0.0
    var bytes: [UInt8] = []
    for index in 0..<count {
      walk += Double.random(in: -1...1, using: &random)
      var bits: UInt64
      switch random.next() % 16 {
      case 0: bits = random.next()
      case 1 where layout.meaning == .floating:
        bits = floating(odd.randomElement(using: &random) ?? 0, layout.width)
      case 2: bits = index % 2 == 0 ? 0 : .max
      default:
        bits =
          layout.meaning == .floating
          ? floating(walk + 100, layout.width)
          : UInt64(bitPattern: Int64(walk) + (layout.meaning == .signed ? 0 : 60))
      }
      for step in 0..<layout.width {
        let place = layout.isBigEndian ? layout.width - 1 - step : step
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * place)))
      }
    }
    return bytes
  }

  private func floating(_ value: Double, _ width: Int) -> UInt64 {
    switch width {
    case 2: UInt64(Float16(value).bitPattern)
    case 4: UInt64(Float(value).bitPattern)
    default: value.bitPattern
    }
  }

  private func bits(_ bytes: ArraySlice<UInt8>, _ layout: NumberLayout) -> UInt64 {
    (layout.isBigEndian ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static let errors: [Double] = [
    0, 0.5, 1, 3, 1e-3, 1e-9, .leastNonzeroMagnitude, 127.5, 40_000, 1e10, 1e30, 0x1p63, 0x1p64,
    1e308, .greatestFiniteMagnitude,
  ]

  @Test(arguments: NumberType.allCases, [false, true])
  func `every number comes back within the error, by every coder`(
    type: NumberType, isBigEndian: Bool
  ) throws {
    let layout = NumberLayout(type, isBigEndian: isBigEndian)
    for (number, error) in Self.errors.enumerated() {
      let numbers = file(layout, count: 210, seed: UInt64(number))
      let form = TableForm(
        header: [1, 2, 3], layout: layout, row: 7, line: 7 - number % 7,
        quantiser: Quantiser(error: error, layout: layout, greatest: 110))
      for coder in SegmentCoder.allCases {
        let predictors = (0..<7).map { Predictor.allCases[($0 + number) % 7] }
        let weights = (0..<7).map { [Int32(3000 * $0), Int32(-900 * number), .max] }
        let linear = LinearPredictor(distances: [7, 1, 0, 2], weights: weights)
        for plan in [
          Segment.Plan(coder: coder, predictors: .linear(linear)),
          Segment.Plan(coder: coder, predictors: .each(predictors)),
          Segment.Plan(coder: coder, predictors: .all(predictors[0])),
        ] {
          var body = ByteWriter()
          form.write(to: &body)
          body.append(Segment(numbers[...], form, error: error).coded(plan).bytes)
          let decoded = try TableForm.decode(body.bytes[...], size: 3 + numbers.count)
          if form.quantiser == .exact || coder == .plain {
            #expect(decoded == [1, 2, 3] + numbers, "\(error) \(coder)")
          } else {
            expect(decoded.dropFirst(3), numbers, layout, within: error)
          }
        }
      }
    }
  }

  /// Compares by arithmetic of its own: 128-bit integers, or doubles.
  private func expect(
    _ decoded: ArraySlice<UInt8>, _ numbers: [UInt8], _ layout: NumberLayout, within error: Double
  ) {
    let width = layout.width
    #expect(decoded.count == numbers.count)
    for start in stride(from: 0, to: numbers.count, by: width) {
      let one = bits(numbers[start..<start + width], layout)
      let first = decoded.startIndex + start
      let other = bits(decoded[first..<first + width], layout)
      if one == other { continue }
      if layout.meaning == .floating {
        let (a, b) = (layout.value(ofBits: one), layout.value(ofBits: other))
        #expect(a.isFinite && b.isFinite && abs(a - b) <= error, "\(a) \(b) ± \(error)")
      } else {
        let sign = layout.meaning == .signed ? UInt64(1) << UInt64(8 * width - 1) : 0
        let difference = (Int128(one ^ sign) - Int128(other ^ sign)).magnitude
        #expect(Double(difference) <= error, "\(one) \(other) ± \(error)")
      }
    }
  }

  /// Four columns of 16 bits: a walk with its noise, and what follows from it and the row before.
  private func related(rows: Int) -> [UInt8] {
    var random = SplitMix64(seed: 9)
    var (walk, slow) = (20_000.0, 0.0)
    return (0..<rows).flatMap { _ -> [UInt8] in
      walk += Double.random(in: -300...300, using: &random)
      slow = 0.9 * slow + Double.random(in: -200...200, using: &random)
      let noise = Double.random(in: -3...3, using: &random)
      let numbers = [walk, 30_000 - 0.7 * walk + noise, 5000 + slow, 0.5 * walk + 0.8 * slow]
      return numbers.flatMap { number -> [UInt8] in
        let bits = UInt16(min(max(number, 0), 65535))
        return [UInt8(bits & 255), UInt8(bits >> 8)]
      }
    }
  }

  @Test(arguments: [0, 2.0])
  func `weights learned from columns that follow from each other save a quarter`(
    error: Double
  ) throws {
    let header: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 70, 0]
    let shape = "{'descr': '<u2', 'fortran_order': False, 'shape': (3000, 4), }"
    let padding = String(repeating: " ", count: 69 - shape.utf8.count) + "\n"
    let file = header + Array((shape + padding).utf8) + related(rows: 3000)
    let candidate = try #require(TableCandidate(file))
    let plain = try #require(CodedTable.encode(candidate, error: error))
    let learned = try #require(CodedTable.encode(candidate, error: error, learns: true))
    #expect(learned.isLearned && !plain.isLearned)
    #expect(learned.size * 4 < plain.size * 3)
    let decoded = try TableForm.decode(learned.body.bytes[...], size: file.count)
    #expect(decoded == learned.decoded && (error > 0 || decoded == file))
  }

  @Test func `a table without numbers is its header`() throws {
    let form = TableForm(
      header: [7, 8], layout: NumberLayout(.f32, isBigEndian: true), row: 1, line: 1)
    var body = ByteWriter()
    form.write(to: &body)
    #expect(try TableForm.decode(body.bytes[...], size: 2) == [7, 8])
    #expect(throws: (any Error).self) { try TableForm.decode(body.bytes[...], size: 6) }
  }

  @Test func `differences that are hardly too large are told`() {
    let layout = NumberLayout(.f64, isBigEndian: false)
    func bits(_ value: Double) -> UInt64 { value.bitPattern }
    #expect(layout.areWithin(1, bits(1), bits(2)))
    #expect(!layout.areWithin(1, bits(1 - 0x1p-53), bits(2)))
    // The difference rounds to 1, and is more.
    #expect(!layout.areWithin(1, bits(-0x1p-60), bits(1)))
    #expect(layout.areWithin(1, bits(0x1p-60), bits(1)))
    #expect(!layout.areWithin(.greatestFiniteMagnitude, bits(.infinity), bits(0)))
    #expect(!layout.areWithin(1, bits(.nan), bits(0)))
    #expect(layout.areWithin(0, bits(.nan), bits(.nan)))
    #expect(layout.areWithin(0, bits(-0.0), bits(0)))
    let integers = NumberLayout(.i8, isBigEndian: false)
    #expect(integers.areWithin(255, 0x80, 0x7F) && !integers.areWithin(254.9, 0x80, 0x7F))
  }

  @Test func `bytes that nobody coded are refused or decode, and nothing worse`() {
    var random = SplitMix64(seed: 7)
    let layout = NumberLayout(.f32, isBigEndian: false)
    let numbers = file(layout, count: 60, seed: 3)
    for round in 0..<3000 {
      let form = TableForm(
        header: [], layout: layout, row: 6, line: 3,
        quantiser: round % 2 == 0 ? .exact : .floating(step: 0.25))
      var writer = ByteWriter()
      form.write(to: &writer)
      let linear = LinearPredictor(distances: [6, 1, 60], weights: [[9000, .min]])
      let plan = Segment.Plan(
        coder: SegmentCoder.allCases[round % 5],
        predictors: round % 3 == 0
          ? .linear(linear) : .each((0..<6).map { Predictor.allCases[($0 + round) % 7] }))
      writer.append(Segment(numbers[...], form, error: 0.125).coded(plan).bytes)
      var body = writer.bytes
      for _ in 0...round % 4 {
        body[Int.random(in: 0..<body.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      if round % 7 == 0 { body.removeLast(Int.random(in: 1..<body.count, using: &random)) }
      let decoded = try? TableForm.decode(body[...], size: numbers.count)
      #expect(decoded == nil || decoded?.count == numbers.count)
    }
  }
}
