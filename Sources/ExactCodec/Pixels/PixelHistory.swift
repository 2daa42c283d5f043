/// Finds where the last pixels were seen before, to copy what followed.
struct PixelHistory {
  /// A pixel that followed the last ones when they were seen before.
  struct Match {
    /// The pixel; no colour if there is no match.
    let pixel: UInt32
    /// The number of pixels that were alike, 0 without a match.
    let length: Int

    /// Seven classes of lengths.
    var lengthClass: Int {
      length == 0
        ? 0
        : length < 16
          ? 1
          : length < 32
            ? 2
            : length < 64
              ? 3
              : length < 200
                ? 4
                : length < 500 ? 5 : 6
    }
  }

  /// Pixels of a match that is asked for first.
  static let longMatch = 32
  /// Pixels that a match begins with, and the most that are counted at its beginning.
  private static let (shortest, counted) = (12, 400)
  /// Pixels that can be copied from: the last 2²².
  static let window = 1 << 22
  private static let multiplier: UInt32 = 0x2F0B_4C47
  /// The multiplier to the power of `shortest`.
  private static let oldest = (0..<shortest).reduce(1 as UInt32) { power, _ in
    power &* multiplier
  }

  /// The last pixels, from number `start` on.
  private var pixels: [UInt32] = []
  private var start = 0
  private var count = 0
  /// The sum over the last pixels, the i-th from the end times the multiplier to the power of i.
  private var rolling: UInt32 = 0
  /// The number of the pixel that followed the last ones, by their hash; 0 for none.
  private var places: [UInt32]
  private let shift: UInt32
  private var place = 0
  private var length = 0

  /// - Parameter bits: of the hashes
  init(bits: Int) {
    places = Array(repeating: 0, count: 1 << bits)
    shift = UInt32(32 - bits)
  }

  private func pixel(_ number: Int) -> UInt32 { pixels[number - start] }

  /// The match of the next pixel.
  mutating func match() -> Match {
    guard count >= Self.shortest else { return Match(pixel: 1 << 25, length: 0) }
    let hash = Int((rolling &* 0x9E37_79B1) >> shift)
    if length == 0 { find(Int(places[hash])) }
    places[hash] = UInt32(count)
    return length > 0
      ? Match(pixel: pixel(place), length: length) : Match(pixel: 1 << 25, length: 0)
  }

  private mutating func find(_ candidate: Int) {
    guard candidate > 0, count - candidate <= Self.window else { return }
    var alike = 0
    while alike < Self.counted, candidate - 1 - alike >= 0,
      pixel(candidate - 1 - alike) == pixel(count - 1 - alike)
    { alike += 1 }
    guard alike >= Self.shortest else { return }
    (place, length) = (candidate, alike)
  }

  mutating func append(_ next: UInt32) {
    if length > 0 {
      if pixel(place) == next {
        place += 1
        length += 1
      } else {
        length = 0
      }
    }
    pixels.append(next)
    count += 1
    let left = count > Self.shortest ? pixel(count - 1 - Self.shortest) : 0
    rolling = (rolling &+ next &- left &* Self.oldest) &* Self.multiplier
    if pixels.count > 2 * Self.window {
      pixels.removeFirst(Self.window / 2)
      start += Self.window / 2
    }
  }
}
