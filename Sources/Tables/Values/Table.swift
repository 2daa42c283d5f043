import Bytes

/// Objects of one shape, each made of numbers of one type: a digit, a row of measurements.
package struct Table: Equatable, Sendable {
  package let type: NumberType
  /// Axes of one object, the last fastest; empty where an object is a single number.
  package let shape: [Int]
  /// Objects.
  package let count: Int
  /// `[count] + shape` numbers of `type`, little-endian whatever the file was.
  package let bytes: [UInt8]
  package let numbersPerObject: Int

  /// Takes the little-endian numbers of `count` objects; any other count of bytes, or objects
  /// without numbers, are the caller's mistake.
  package init(type: NumberType, shape: [Int], count: Int, bytes: [UInt8]) {
    precondition(
      type.byteCount(of: [count] + shape) == bytes.count, "numbers must fill the table")
    precondition(!shape.contains(0), "an object has at least one number")
    self.type = type
    self.shape = shape
    self.count = count
    self.bytes = bytes
    numbersPerObject = shape.reduce(1, *)
  }

  /// The axes of the whole array.
  package var axes: [Int] { [count] + shape }

  /// The little-endian bytes of one object.
  package func bytes(of object: Int) -> ArraySlice<UInt8> {
    precondition((0..<count).contains(object), "no such object")
    let size = numbersPerObject * type.width
    return bytes[object * size..<(object + 1) * size]
  }

  /// Of type, shape and numbers, whichever files they came from.
  package var digest: Digest {
    var hasher = DigestHasher()
    let axes = axes.map(String.init).joined(separator: "×")
    hasher.update(Array("\(type.rawValue) \(axes)\n".utf8)[...])
    hasher.update(bytes[...])
    return hasher.finish()
  }
}
