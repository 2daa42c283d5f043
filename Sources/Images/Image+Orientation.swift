/// How a viewer has to turn or mirror stored pixels, with the values of EXIF's tag 0x0112
/// (CIPA DC-008, 4.6.4); a name says at which edges of the shown picture the first stored row and
/// the first stored column lie.
package enum ImageOrientation: UInt8, CaseIterable, Sendable {
  case topLeft = 1
  case topRight = 2
  case bottomRight = 3
  case bottomLeft = 4
  case leftTop = 5
  case rightTop = 6
  case rightBottom = 7
  case leftBottom = 8

  /// Whether the shown picture is as wide as the stored one is high.
  package var swapsSides: Bool { rawValue >= 5 }

  /// The orientation that takes ``Image/upright(_:)`` back.
  package var inverse: ImageOrientation {
    switch self {
    case .rightTop: .leftBottom
    case .leftBottom: .rightTop
    default: self
    }
  }
}

extension Image {
  /// This image as it is to be shown, if its pixels are stored in `orientation`.
  package func upright(_ orientation: ImageOrientation) -> Image {
    guard orientation != .topLeft else { return self }
    let (last, below) = (width - 1, (height - 1) * width)
    // The stored pixel shown first, and how far apart stored pixels lie that are shown next to
    // each other and below each other.
    let (first, right, down) =
      switch orientation {
      case .topLeft: (0, 1, width)
      case .topRight: (last, -1, width)
      case .bottomRight: (below + last, -1, -width)
      case .bottomLeft: (below, 1, -width)
      case .leftTop: (0, width, 1)
      case .rightTop: (below, -width, 1)
      case .rightBottom: (below + last, -width, -1)
      case .leftBottom: (last, width, -1)
      }
    let (columns, rows) = orientation.swapsSides ? (height, width) : (width, height)
    var turned: [UInt8] = []
    turned.reserveCapacity(samples.count)
    for row in 0..<rows {
      var pixel = first + row * down
      for _ in 0..<columns {
        let start = pixel * channels.count
        for sample in start..<start + channels.count { turned.append(samples[sample]) }
        pixel += right
      }
    }
    return Image(width: columns, height: rows, channels: channels, samples: turned)
  }
}

extension Picture {
  /// This picture with its pixels as they are to be shown, and with metadata that say so.
  package var upright: Picture {
    let orientation = metadata.orientation
    guard orientation != .topLeft else { return self }
    return Picture(image: image.upright(orientation), metadata: metadata.oriented(.topLeft))
  }
}
