extension Table {
  /// `shape`: the numbers of one object, scaled, rounded to single precision.
  package func numbers(of object: Int, scale: NumberScale = .identity) -> [Float] {
    numbers(of: [object], scale: scale)
  }

  /// `[objects.count] + shape`: the numbers of some objects, one object after the other.
  package func numbers(of objects: [Int], scale: NumberScale = .identity) -> [Float] {
    var numbers: [Float] = []
    numbers.reserveCapacity(objects.count * numbersPerObject)
    for object in objects {
      forEachNumber(in: bytes(of: object)) { numbers.append(scale.scaled($0)) }
    }
    return numbers
  }

  /// `shape`: the numbers of one object as they are; 64-bit integers above 2⁵³ are rounded.
  package func exactNumbers(of object: Int) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(numbersPerObject)
    forEachNumber(in: bytes(of: object)) { numbers.append($0) }
    return numbers
  }

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
