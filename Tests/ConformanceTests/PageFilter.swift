import Networks

/// The post-filter of codes-1.md, section 10.4, pixel by pixel as the page has it.
struct PageFilter {
  private let levels: Int
  /// levels × 480 × 12
  private let weights: [Int]

  init?(file: [UInt8]) throws {
    let tensors = try SafeTensors(file)
    guard tensors.metadata["format"] == "aezip-photo-filtered" else { return nil }
    levels = Int(tensors.metadata["levels"] ?? "") ?? 0
    weights = try tensors.floats("post_filter.weight").map { Int($0) }
  }

  /// - Parameters:
  ///   - pixels: p, of the whole grid, row by row
  ///   - level: in 1/256
  /// - Returns: samples, interleaved
  func samples(of pixels: [Float], _ size: PhotoSize, level: Int, isColour: Bool) -> [UInt8] {
    let columns = 16 * size.columns
    func sixteenths(_ number: Float) -> Int {
      Int((min(max(number, 0), 1) * 4080).rounded(.toNearestOrEven))
    }
    var planes = [[Int]](repeating: [], count: isColour ? 3 : 1)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let p = pixels[3 * (y * columns + x)..<3 * (y * columns + x) + 3].map { $0 }
        if isColour {
          for plane in 0..<3 { planes[plane].append(sixteenths(p[plane])) }
        } else {
          planes[0].append(sixteenths(((p[0] + p[1]) + p[2]) / 3))
        }
      }
    }
    func at(_ map: [Int], _ y: Int, _ x: Int) -> Int {
      map[min(max(y, 0), size.height - 1) * size.width + min(max(x, 0), size.width - 1)]
    }
    let luma = planes[0].indices.map {
      isColour
        ? (planes[0][$0] + 2 * planes[1][$0] + planes[2][$0] + 8) / 16 : (planes[0][$0] + 2) / 4
    }
    var (across, down) = ([Int](), [Int]())
    for y in 0..<size.height {
      for x in 0..<size.width {
        across.append(at(luma, y, x + 1) - at(luma, y, x - 1))
        down.append(at(luma, y + 1, x) - at(luma, y - 1, x))
      }
    }
    var samples: [UInt8] = []
    for y in 0..<size.height {
      for x in 0..<size.width {
        var (a, b, c) = (0, 0, 0)
        for dy in -2...2 {
          for dx in -2...2 {
            let (h, v) = (at(across, y + dy, x + dx), at(down, y + dy, x + dx))
            (a, b, c) = (a + h * h, b + v * v, c + h * v)
          }
        }
        let kind = Self.kind(a, b, c)
        for plane in planes {
          let center = at(plane, y, x)
          var sum = 1024 * center
          for (pair, offset) in Self.offsets.enumerated() {
            let near =
              at(plane, y + offset.dy, x + offset.dx) + at(plane, y - offset.dy, x - offset.dx)
            sum += weight(level, kind * 12 + pair) * (near - 2 * center)
          }
          samples.append(UInt8(min(max((sum + 8192) >> 14, 0), 255)))
        }
      }
    }
    return samples
  }

  private static let offsets = (0..<12).map { (dy: $0 / 5 - 2, dx: $0 % 5 - 2) }

  private func weight(_ level: Int, _ index: Int) -> Int {
    let low = min(level >> 8, levels - 1)
    let high = min(low + 1, levels - 1)
    let share = level & 255
    return
      ((256 - share) * weights[low * 5760 + index] + share * weights[high * 5760 + index] + 128)
      >> 8
  }

  private static func kind(_ a: Int, _ b: Int, _ c: Int) -> Int {
    let (e, u, v) = (a + b, a - b, 2 * c)
    let direction: Int
    if 5 * abs(v) < 2 * abs(u) {
      direction = u > 0 ? 0 : 4
    } else if 5 * abs(u) < 2 * abs(v) {
      direction = v > 0 ? 2 : 6
    } else if u > 0 {
      direction = v > 0 ? 1 : 7
    } else {
      direction = v > 0 ? 3 : 5
    }
    let bounds = [800, 2400, 6400, 16000, 40000, 96000, 240_000, 640_000, 1_600_000]
    let strength = bounds.count { e >= $0 }
    let size = max(abs(u), abs(v)) + 3 * min(abs(u), abs(v)) / 8
    let coherence = [5, 8, 10, 12, 14].count { 16 * size >= $0 * e }
    return (direction * 10 + strength) * 6 + coherence
  }
}
