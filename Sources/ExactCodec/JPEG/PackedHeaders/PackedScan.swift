/// A start of scan that libjpeg writes unless it is told otherwise, as a byte or none.
enum PackedScan: Equatable {
  /// All coefficients of all components.
  case sequential
  case progressive(ProgressiveStep)

  /// What scans must know of their frame.
  struct Frame {
    let isProgressive: Bool
    /// Of the components, of which there are one or three.
    let names: [UInt8]

    /// Nil for frames whose scans are not packed.
    ///
    /// - Parameter marker: 0xC0…0xC2
    init?(marker: UInt8, payload: ArraySlice<UInt8>) {
      let components = Array(payload.dropFirst(6))
      guard components.count == 3 || components.count == 9,
        payload[payload.startIndex + 5] == components.count / 3
      else { return nil }
      isProgressive = marker == 0xC2
      names = stride(from: 0, to: components.count, by: 3).map { components[$0] }
    }
  }

  /// The scan with a payload; nil for another one.
  init?(payload: ArraySlice<UInt8>, in frame: Frame) {
    let scans = frame.isProgressive ? ProgressiveStep.all.map(Self.progressive) : [.sequential]
    for scan in scans where scan.payload(in: frame)?.elementsEqual(payload) == true {
      self = scan
      return
    }
    return nil
  }

  /// Of the segment; nil if the frame can have no such scan.
  func payload(in frame: Frame) -> [UInt8]? {
    switch self {
    case .sequential:
      guard !frame.isProgressive else { return nil }
      return Self.payload(frame.names[...], [0x00, 0x11, 0x11], [0, 63, 0])
    case .progressive(let step):
      guard frame.isProgressive, step.component < frame.names.count else { return nil }
      let names =
        step.kind.isDC ? frame.names[...] : frame.names[step.component...step.component]
      let tables: [UInt8] =
        switch step.kind {
        case .firstDC: [0x00, 0x10, 0x10]
        case .refinedDC: [0x00, 0x00, 0x00]
        default: [step.component == 0 ? 0x00 : 0x01]
        }
      return Self.payload(names, tables, step.kind.band)
    }
  }

  private static func payload(
    _ names: ArraySlice<UInt8>, _ tables: [UInt8], _ band: [UInt8]
  ) -> [UInt8] {
    [UInt8(names.count)] + zip(names, tables).flatMap { [$0, $1] } + band
  }
}

/// A scan of those that libjpeg's jpeg_simple_progression makes.
struct ProgressiveStep: Equatable {
  enum Kind: UInt8, CaseIterable {
    case firstDC, refinedDC
    case lowAC, highAC, wholeAC
    case refinedTwiceAC, refinedAC

    /// Whether it is of all components.
    var isDC: Bool { self == .firstDC || self == .refinedDC }

    /// Ss, Se, then Ah and Al.
    var band: [UInt8] {
      switch self {
      case .firstDC: [0, 0, 0x01]
      case .refinedDC: [0, 0, 0x10]
      case .lowAC: [1, 5, 0x02]
      case .highAC: [6, 63, 0x02]
      case .wholeAC: [1, 63, 0x01]
      case .refinedTwiceAC: [1, 63, 0x21]
      case .refinedAC: [1, 63, 0x10]
      }
    }
  }

  let kind: Kind
  /// The index in the frame of the only component; 0 for DC coefficients.
  let component: Int

  static let all = (0...255 as ClosedRange<UInt8>).compactMap(ProgressiveStep.init)

  // Bits 0–1: the component. Bits 2–4: the kind.

  var byte: UInt8 { kind.rawValue << 2 | UInt8(component) }

  /// Nil for a byte that is none of a scan.
  init?(_ byte: UInt8) {
    guard let kind = Kind(rawValue: byte >> 2), byte & 3 < (kind.isDC ? 1 : 3) else { return nil }
    (self.kind, component) = (kind, Int(byte & 3))
  }
}
