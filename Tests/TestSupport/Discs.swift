import Foundation
import Images

/// Pictures of a soft disc on a slope: alike, with four numbers telling all there is to tell.
package enum Discs {
  package static func image(_ index: Int, side: Int, _ channels: Image.Channels = .grey) -> Image {
    func number(_ place: Int) -> Double {
      let golden = [0.6180339887, 0.7548776662, 0.5698402910, 0.8191725134][place]
      return (Double(index + 1) * golden).truncatingRemainder(dividingBy: 1)
    }
    let (size, x, y) = (Double(side), 0.2 + 0.6 * number(0), 0.2 + 0.6 * number(1))
    let radius = 0.1 + 0.2 * number(2)
    var samples: [UInt8] = []
    for row in 0..<side {
      for column in 0..<side {
        let (dx, dy) = (Double(column) / size - x, Double(row) / size - y)
        let inside = 1 / (1 + exp(((dx * dx + dy * dy).squareRoot() - radius) / 0.06))
        let light = 40 + 60 * number(3) * Double(row) / size + 120 * inside
        let value = UInt8(light)
        let colours: [UInt8] = channels.isColour ? [value, value / 2, 255 - value] : [value]
        samples += colours + (channels.hasAlpha ? [UInt8(row * 255 / side)] : [])
      }
    }
    return Image(width: side, height: side, channels: channels, samples: samples)
  }

  package static func file(
    _ index: Int, side: Int, _ channels: Image.Channels = .grey
  ) throws -> [UInt8] {
    try ImageFile.write(Picture(image: image(index, side: side, channels), format: .png))
  }
}
