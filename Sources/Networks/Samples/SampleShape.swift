/// The shape of a sample; a vector is a 1×1 picture of many channels.
package struct SampleShape: Sendable, Hashable, Codable {
  package let height: Int
  package let width: Int
  package let channels: Int

  package init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  package static func vector(_ count: Int) -> SampleShape {
    SampleShape(height: 1, width: 1, channels: count)
  }

  /// Two axes are a grey picture, three of which the last is 1…4 a picture of as many channels; all
  /// else is a vector.
  package init(axes: [Int]) {
    switch axes.count {
    case 2: self.init(height: axes[0], width: axes[1], channels: 1)
    case 3 where (1...4).contains(axes[2]):
      self.init(height: axes[0], width: axes[1], channels: axes[2])
    default: self = .vector(axes.reduce(1, *))
    }
  }

  /// Numbers of a sample.
  package var count: Int { height * width * channels }

  package var isPicture: Bool { height > 1 && width > 1 }
}

extension SampleShape {
  /// Parses the text of a model file, such as "28x28x1"; nil for all else.
  package init?(parsing text: String) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map {
      Int($0).flatMap { (1...1 << 22).contains($0) ? $0 : nil }
    }
    guard sides.count == 3, let height = sides[0], let width = sides[1], let channels = sides[2]
    else { return nil }
    self.init(height: height, width: width, channels: channels)
    guard self.text == text, height <= 65536, width <= 65536,
      height * width <= 1 << 22, count <= 1 << 22
    else { return nil }
  }

  package var text: String { "\(height)x\(width)x\(channels)" }
}

extension SampleShape: CustomStringConvertible {
  package var description: String {
    isPicture ? "\(height)×\(width)×\(channels)" : "\(count)"
  }
}
