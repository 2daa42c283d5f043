import Images
import Tensors

/// The 16×16 colour blocks of a picture, the vectors of principal component analysis.
///
/// A block is 768 numbers: its red samples row by row, then green, then blue. Pictures whose
/// sides are not multiples of 16 repeat their edges; grey ones have three equal channels; alpha
/// is left out.
enum ColourBlocks {
  static let side = 16
  static let size = 3 * side * side

  /// The number of rows and of columns of blocks in a picture.
  static func grid(width: Int, height: Int) -> (rows: Int, columns: Int) {
    ((height + side - 1) / side, (width + side - 1) / side)
  }

  static func count(in image: Image) -> Int {
    let grid = grid(width: image.width, height: image.height)
    return grid.rows * grid.columns
  }

  /// The blocks of a picture: rows × columns × 768, a sample x as x / 255 − 0.5.
  static func tensor(of image: Image) -> Tensor {
    let grid = grid(width: image.width, height: image.height)
    let samples = image.withoutAlpha.inColour.samples
    return Tensor(
      unshuffling: samples, height: image.height, width: image.width, by: side,
      blockRows: 0..<grid.rows, blockColumns: grid.columns)
  }

  /// The picture of blocks with samples on the scale 0…255, rounded; grey is the mean of the
  /// colours.
  static func image(of blocks: Tensor, width: Int, height: Int, isColour: Bool) -> Image {
    let values = blocks.values
    let plane = side * side
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * (isColour ? 3 : 1))
    for y in 0..<height {
      for x in 0..<width {
        let block = y / side * blocks.columns + x / side
        let index = block * size + y % side * side + x % side
        let (r, g, b) = (values[index], values[index + plane], values[index + 2 * plane])
        if isColour {
          samples += [byte(r), byte(g), byte(b)]
        } else {
          samples.append(byte((r + g + b) / 3))
        }
      }
    }
    return Image(
      width: width, height: height, channels: isColour ? .rgb : .grey, samples: samples)
  }

  private static func byte(_ value: Float) -> UInt8 {
    UInt8(min(max(value.rounded(), 0), 255))
  }
}
