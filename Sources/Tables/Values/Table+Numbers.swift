extension Table {
  /// `shape`: the numbers of one sample, scaled and rounded to single precision.
  package func numbers(of sample: Int, scale: NumberScale = .identity) -> [Float] {
    numbers(of: [sample], scale: scale)
  }

  /// `[samples.count] + shape`: the numbers of some samples.
  package func numbers(of samples: [Int], scale: NumberScale = .identity) -> [Float] {
    var numbers: [Float] = []
    numbers.reserveCapacity(samples.count * numbersPerSample)
    for sample in samples {
      forEachNumber(in: bytes(of: sample)) { numbers.append(scale.scaled($0)) }
    }
    return numbers
  }

  /// `shape`: the numbers of one sample as doubles; 64-bit integers above 2⁵³ are rounded.
  package func exactNumbers(of sample: Int) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(numbersPerSample)
    forEachNumber(in: bytes(of: sample)) { numbers.append($0) }
    return numbers
  }

  /// Calls `body` with each number of a part of ``bytes``, as a double.
  package func forEachNumber(in part: ArraySlice<UInt8>, _ body: (Double) -> Void) {
    switch type {
    case .u8: for byte in part { body(Double(byte)) }
    case .i8: for byte in part { body(Double(Int8(bitPattern: byte))) }
    case .u16: words(in: part, of: UInt16.self) { body(Double($0)) }
    case .i16: words(in: part, of: UInt16.self) { body(Double(Int16(bitPattern: $0))) }
    case .u32: words(in: part, of: UInt32.self) { body(Double($0)) }
    case .i32: words(in: part, of: UInt32.self) { body(Double(Int32(bitPattern: $0))) }
    case .u64: words(in: part, of: UInt64.self) { body(Double($0)) }
    case .i64: words(in: part, of: UInt64.self) { body(Double(Int64(bitPattern: $0))) }
    case .f16: words(in: part, of: UInt16.self) { body(Double(Float16(bitPattern: $0))) }
    case .f32: words(in: part, of: UInt32.self) { body(Double(Float(bitPattern: $0))) }
    case .f64: words(in: part, of: UInt64.self) { body(Double(bitPattern: $0)) }
    }
  }
}

/// Calls `body` with each little-endian word of `bytes`.
private func words<Word: FixedWidthInteger & UnsignedInteger>(
  in bytes: ArraySlice<UInt8>, of type: Word.Type, _ body: (Word) -> Void
) {
  let width = Word.bitWidth / 8
  for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: width) {
    var word: Word = 0
    for index in (start..<start + width).reversed() { word = word << 8 | Word(bytes[index]) }
    body(word)
  }
}
