import Entropy
import Images

/// Codes pixels as mixed binary decisions; the same description serves both directions.
///
/// A pixel is the same as a *candidate*, one of the pixels around it or what followed alike pixels
/// before, or else a known colour, or else new: then its samples are predicted and corrected.
struct PixelModel: ~Copyable {
  private let planes: Int
  private var mixer: DecisionMixer
  private var around: PixelNeighbourhood
  private var past: PixelHistory
  /// The colours that are known, in the order of their first use; at most ``colourLimit``.
  private var palette: [UInt32] = []
  /// The numbers of these, as far as they were encoded.
  private var numbers: [UInt32: Int] = [:]
  /// What followed the same pixels around, by their hash: four of them, and twelve.
  private var following: (four: [UInt32], twelve: [UInt32])
  private var contexts = InlineArray<15, UInt32>(repeating: 0)

  /// The most bytes of all tables: counters, followers, places of matches, and weights.
  static let tableBytes = (4 << 20) + (2 * 4 << 16) + (4 << 18) + (1 << 19)

  /// What is no pixel.
  private static let none: UInt32 = 3 << 24
  private static let colourLimit = 4096

  /// - Parameter shape: grey or RGB
  init(_ shape: ImageShape) {
    planes = shape.channels.count
    // Small pictures have small tables, as filling them takes longer than coding.
    let bits = min(max(Self.length(shape.pixelCount) + 4, 12), 20)
    around = PixelNeighbourhood(width: shape.width, planes: planes)
    past = PixelHistory(bits: min(bits, 18))
    let followers = Array(repeating: Self.none, count: 1 << min(bits, 16))
    following = (followers, followers)
    mixer = DecisionMixer(
      DecisionMixer.Shape(
        counterBits: bits,
        selectors: (FirstSelector.total, SecondSelector.total, Refinement.total)))
  }

  /// A pixel as a number: its samples, the first one uppermost.
  static func pixel(_ samples: Span<UInt8>) -> UInt32 {
    var pixel: UInt32 = 0
    for index in samples.indices { pixel = pixel << 8 | UInt32(samples[index]) }
    return pixel
  }

  mutating func endRow() { around.endRow() }

  /// Encodes a pixel, or decodes one if it is nil.
  @discardableResult
  mutating func code(_ wanted: UInt32?, by coder: inout some BitCoder) -> UInt32 {
    let near = around.near()
    let match = past.match()
    let four = Int(near.four) & (following.four.count - 1)
    let twelve = Int(near.twelve) & (following.twelve.count - 1)
    let followers = (following.four[four], following.twelve[twelve])
    let pixel =
      codeCandidate(wanted, near, match, followers, by: &coder)
      ?? codeColour(wanted, near, followers, by: &coder)
    following.four[four] = pixel
    following.twelve[twelve] = pixel
    around.append(pixel, prediction: near.prediction)
    past.append(pixel)
    return pixel
  }

  // MARK: Candidates

  /// Codes which candidate a pixel is; nil if it is none of them.
  private mutating func codeCandidate(
    _ wanted: UInt32?, _ near: NearPixels, _ match: PixelHistory.Match,
    _ followers: (UInt32, UInt32), by coder: inout some BitCoder
  ) -> UInt32? {
    let isLong = match.length >= PixelHistory.longMatch
    let candidates: InlineArray<11, UInt32> = [
      isLong ? match.pixel : followers.1, near.w, near.n, followers.1, near.ne, near.nw,
      followers.0, near.gradient, near.ww, near.nn, match.pixel,
    ]
    let state = FollowerState(followers, near)
    let lengthClass = match.lengthClass
    let sameAsMatch = (match.pixel == near.w ? 1 : 0) | (match.pixel == near.n ? 2 : 0)
    let sameAsGradient =
      (near.gradient == near.w ? 1 : 0) | (near.gradient == near.n ? 2 : 0)
      | (near.gradient == near.nw ? 4 : 0)
    next: for k in 0..<11 {
      let candidate = candidates[k]
      guard candidate < 1 << 24 else { continue }
      for before in 0..<k where candidates[before] == candidate { continue next }
      let kind = UInt32(16 * k + (isLong ? lengthClass : 0))
      let lack = around.residual(of: candidate, near.prediction)
      contexts[0] = slot(near.four, kind, 0x10)
      contexts[1] = slot(near.eight, kind, 0x11)
      contexts[2] = slot(near.twelve, kind, 0x12)
      contexts[3] = slot(near.two, kind, 0x13)
      contexts[4] = slot(UInt32(near.pattern & 127), kind, 0x100 + UInt32(state.twelve))
      contexts[5] = slot(near.cross, kind, 0x14)
      contexts[6] = slot(near.left, kind, 0x15)
      contexts[7] = slot(near.above, kind, 0x16)
      contexts[8] = slot(near.eighteen, kind, 0x17)
      contexts[9] = slot(UInt32(near.pattern), kind, 0x104 + UInt32(state.twelve))
      contexts[10] = slot(
        UInt32(4 * lengthClass + sameAsMatch), kind, 0x108 + UInt32(4 * state.twelve + state.four))
      contexts[11] = slot(
        UInt32(8 * near.roughness + sameAsGradient), kind, 0x118 + UInt32(state.twelve))
      contexts[12] = slot(near.residuals.near, lack, 0x18)
      contexts[13] = slot(near.residuals.wide, lack, 0x19)
      contexts[14] = slot(near.residuals.above, lack, 0x1A)
      let isIt = decide(
        wanted == candidate, contexts: 15,
        FirstSelector.candidate + (near.pattern & 127) * 11 + k,
        SecondSelector.candidate + (k * 7 + (isLong ? lengthClass : 0)) * 4 + state.twelve,
        Refinement.candidate + k * 64 + near.pattern & 63, by: &coder)
      if isIt { return candidate }
    }
    return nil
  }

  // MARK: Colours

  private mutating func codeColour(
    _ wanted: UInt32?, _ near: NearPixels, _ followers: (UInt32, UInt32),
    by coder: inout some BitCoder
  ) -> UInt32 {
    let state = FollowerState(followers, near)
    let known = wanted.flatMap { numbers[$0] }
    let size = UInt32(Self.length(palette.count))
    contexts[0] = slot(UInt32(near.pattern & 127), UInt32(near.roughness), 0x20)
    contexts[1] = slot(near.two, 0, 0x21)
    contexts[2] = slot(size, UInt32(near.roughness), 0x22)
    contexts[3] = slot(near.eight, 0, 0x23)
    contexts[4] = slot(UInt32(4 * state.twelve + state.four), 0, 0x24)
    let isKnown = decide(
      known != nil, contexts: 5, FirstSelector.known, SecondSelector.known, Refinement.known,
      by: &coder)
    // Only hostile bytes name a colour where there is none.
    if isKnown, !palette.isEmpty { return palette[codeNumber(known ?? 0, near, by: &coder)] }
    let pixel = codeSamples(wanted ?? 0, near, by: &coder)
    if palette.count < Self.colourLimit {
      if wanted != nil { numbers[pixel] = palette.count }
      palette.append(pixel)
    }
    return pixel
  }

  /// Codes the number of a known colour.
  private mutating func codeNumber(
    _ number: Int, _ near: NearPixels, by coder: inout some BitCoder
  ) -> Int {
    var prefix = 1
    for bit in (0..<Self.length(palette.count - 1)).reversed() {
      let node = UInt32(prefix)
      contexts[0] = slot(node, near.w, 0x30)
      contexts[1] = slot(node, near.n, 0x31)
      contexts[2] = slot(node, near.cross, 0x32)
      contexts[3] = slot(node, UInt32(bit), 0x33)
      contexts[4] = slot(node, near.eight, 0x34)
      contexts[5] = slot(node, near.ne, 0x35)
      contexts[6] = slot(node, near.nw, 0x36)
      let isSet = decide(
        number >> bit & 1 == 1, contexts: 7, FirstSelector.number + bit,
        SecondSelector.number + bit, Refinement.number + bit, by: &coder)
      prefix = prefix << 1 | (isSet ? 1 : 0)
    }
    // Numbers above the last one are the last: encoders write none.
    return min(prefix - 1 << Self.length(palette.count - 1), palette.count - 1)
  }

  /// Codes the samples of a new colour, as corrections of predictions.
  private mutating func codeSamples(
    _ wanted: UInt32, _ near: NearPixels, by coder: inout some BitCoder
  ) -> UInt32 {
    var pixel: UInt32 = 0
    var before: UInt32 = 0
    var last = 0
    for plane in 0..<planes {
      let sample = SampleContext(near, plane: plane, planes: planes, before: before, last: last)
      let shift = 8 * UInt32(planes - 1 - plane)
      let predicted = near.prediction >> shift & 255
      let wantedResidual = Int(
        Int8(truncatingIfNeeded: Int(wanted >> shift & 255) - Int(predicted)))
      let residual = codeResidual(wantedResidual, sample, near, by: &coder)
      pixel = pixel << 8 | UInt32(truncatingIfNeeded: Int(predicted) + residual) & 255
      before = before << 8 | UInt32(truncatingIfNeeded: residual) & 255
      last = residual
    }
    return pixel
  }

  private mutating func codeResidual(
    _ wanted: Int, _ sample: SampleContext, _ near: NearPixels, by coder: inout some BitCoder
  ) -> Int {
    let plane = sample.plane
    let wantedLength = Self.length(abs(wanted))
    var length = 0
    while length < 8 {
      let node = UInt32(16 * plane + length)
      contexts[0] = slot(node, UInt32(16 * sample.leftLength + sample.aboveLength), 0x40)
      contexts[1] = slot(node, UInt32(sample.lastLength), 0x41)
      contexts[2] = slot(node, UInt32(16 * sample.range + sample.lastLength), 0x42)
      contexts[3] = slot(
        node, UInt32(32 * sample.range + sample.leftLength + sample.aboveLength), 0x43)
      contexts[4] = slot(node, sample.prediction, 0x44)
      contexts[5] = slot(node, near.two, 0x45)
      contexts[6] = slot(node, UInt32(sample.last + 256), 0x46)
      contexts[7] = slot(near.residuals.near, node, 0x1000 + sample.before)
      contexts[8] = slot(near.residuals.wide, node, 0x2000 + sample.before)
      contexts[9] = slot(near.residuals.left, node, 0x3000 + sample.before)
      contexts[10] = slot(near.residuals.above, node, 0x4000 + sample.before)
      let isLonger = decide(
        wantedLength > length, contexts: 11,
        FirstSelector.length + (plane * 8 + length) * 9 + sample.range,
        SecondSelector.length + plane * 8 + length, Refinement.length + plane * 8 + length,
        by: &coder)
      guard isLonger else { break }
      length += 1
    }
    guard length > 0 else { return 0 }
    let signs = 3 * (sample.left.signum() + 1) + sample.above.signum() + 1
    contexts[0] = slot(UInt32(plane), UInt32(signs), 0x50)
    contexts[1] = slot(UInt32(plane), UInt32(sample.last + 256), 0x51)
    contexts[2] = slot(UInt32(plane), sample.edges, 0x52)
    contexts[3] = slot(UInt32(plane), sample.prediction, 0x53)
    contexts[4] = slot(near.residuals.near, UInt32(plane), 0x5000 + sample.before)
    contexts[5] = slot(near.residuals.wide, UInt32(plane), 0x6000 + sample.before)
    contexts[6] = slot(near.residuals.left, UInt32(plane), 0x7000 + sample.before)
    contexts[7] = slot(near.residuals.above, UInt32(plane), 0x8000 + sample.before)
    let isNegative = decide(
      wanted < 0, contexts: 8, FirstSelector.sign + plane, SecondSelector.sign,
      Refinement.sign + plane, by: &coder)
    var prefix = 1
    for bit in (0..<length - 1).reversed() {
      let node = UInt32(256 * length + prefix)
      contexts[0] = slot(node, UInt32(plane), 0x60)
      contexts[1] = slot(node, UInt32(512 * plane + sample.last + 256), 0x61)
      contexts[2] = slot(node, UInt32(256 * plane) + sample.prediction, 0x62)
      let isSet = decide(
        abs(wanted) >> bit & 1 == 1, contexts: 3, FirstSelector.magnitude + 8 * plane + bit,
        SecondSelector.magnitude, Refinement.magnitude + bit, by: &coder)
      prefix = prefix << 1 | (isSet ? 1 : 0)
    }
    return isNegative ? -prefix : prefix
  }

  // MARK: Decisions

  /// The number of binary digits.
  static func length(_ value: Int) -> Int { Int.bitWidth - value.leadingZeroBitCount }

  private func slot(_ a: UInt32, _ b: UInt32, _ salt: UInt32) -> UInt32 {
    DecisionMixer.slot(a, b, salt)
  }

  private mutating func decide(
    _ bit: Bool, contexts count: Int, _ first: Int, _ second: Int, _ refined: Int,
    by coder: inout some BitCoder
  ) -> Bool {
    mixer.code(
      bit, contexts.span.extracting(first: count),
      DecisionMixer.Selectors(first: first, second: second, refined: refined), by: &coder)
  }

  /// What followed alike pixels, compared with those beside: 0 nothing, 1 the left one, 2 the upper
  /// one, 3 another.
  private struct FollowerState {
    let four, twelve: Int

    init(_ followers: (UInt32, UInt32), _ near: NearPixels) {
      func state(_ pixel: UInt32) -> Int {
        pixel == PixelModel.none ? 0 : pixel == near.w ? 1 : pixel == near.n ? 2 : 3
      }
      (four, twelve) = (state(followers.0), state(followers.1))
    }
  }
}

/// What is known about a sample before it is coded.
private struct SampleContext {
  let plane: Int
  /// The predicted sample.
  let prediction: UInt32
  /// The residuals on the left, above, and of the plane before.
  let left, above, last: Int
  /// The residuals of the planes before, a byte each.
  let before: UInt32
  /// Lengths of numbers in bits.
  let leftLength, aboveLength, lastLength, range: Int
  /// The samples on the left and above.
  let edges: UInt32

  init(_ near: NearPixels, plane: Int, planes: Int, before: UInt32, last: Int) {
    let shift = 8 * UInt32(planes - 1 - plane)
    func residual(_ packed: UInt32) -> Int { Int(Int8(truncatingIfNeeded: packed >> shift)) }
    (self.plane, self.before, self.last) = (plane, before, last)
    prediction = near.prediction >> shift & 255
    (left, above) = (residual(near.leftResidual), residual(near.aboveResidual))
    leftLength = PixelModel.length(abs(left))
    aboveLength = PixelModel.length(abs(above))
    // 9 tells the first plane, which has none before it.
    lastLength = plane == 0 ? 9 : PixelModel.length(abs(last))
    let (w, n) = (near.w >> shift & 255, near.n >> shift & 255)
    range = PixelModel.length(abs(Int(w) - Int(n)))
    edges = w << 8 | n
  }
}

/// Where the sets of weights of each kind of decision begin.
private enum FirstSelector {
  static let candidate = 0
  static let known = candidate + 128 * 11
  static let number = known + 1
  static let length = number + 12
  static let sign = length + 3 * 8 * 9
  static let magnitude = sign + 3
  static let total = magnitude + 3 * 8
}

private enum SecondSelector {
  static let candidate = 0
  static let known = candidate + 11 * 7 * 4
  static let number = known + 1
  static let length = number + 12
  static let sign = length + 3 * 8
  static let magnitude = sign + 1
  static let total = magnitude + 1
}

private enum Refinement {
  static let candidate = 0
  static let known = candidate + 11 * 64
  static let number = known + 1
  static let length = number + 12
  static let sign = length + 3 * 8
  static let magnitude = sign + 3
  static let total = magnitude + 8
}
