/// A start of frame with the components that most files have, as five bytes.
struct PackedFrame: Equatable {
  /// 0xC0…0xC2.
  let marker: UInt8
  /// An index of `layouts`.
  private let layout: UInt8
  /// Height and width, as in the segment.
  private let size: ArraySlice<UInt8>

  /// Ends of payloads: the number of components, and each component's name, sampling factors and
  /// quantisation table.
  private static let layouts: [[UInt8]] =
    [[1, 1, 0x11, 0]]
    + [0x11, 0x21, 0x12, 0x22, 0x41].map { [3, 1, $0, 0, 2, 0x11, 1, 3, 0x11, 1] }

  var bytes: [UInt8] { [layout] + size }

  /// Of the segment.
  var payload: [UInt8] { [8] + size + Self.layouts[Int(layout)] }

  /// Reads the bytes; nil for those of no frame.
  init?(marker: UInt8, from rest: inout ArraySlice<UInt8>) {
    guard let layout = rest.popFirst(), layout < Self.layouts.count, rest.count >= 4 else {
      return nil
    }
    (self.marker, self.layout, size) = (marker, layout, rest.prefix(4))
    rest = rest.dropFirst(4)
  }

  /// The frame with a payload; nil for another one.
  init?(marker: UInt8, payload: ArraySlice<UInt8>) {
    guard payload.first == 8,
      let layout = Self.layouts.firstIndex(where: { $0.elementsEqual(payload.dropFirst(5)) })
    else { return nil }
    (self.marker, self.layout, size) = (marker, UInt8(layout), payload.dropFirst().prefix(4))
  }
}
