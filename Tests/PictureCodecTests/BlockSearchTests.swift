import Images
import PictureCodec
import TestSupport
import Testing

@Suite struct BlockSearchTests {
  @Test(arguments: [Image.Channels.grey, .rgb])
  func `the pixels found are those that comparing all finds`(channels: Image.Channels) {
    var random = SplitMix64(seed: 5)
    let shape = ImageShape(width: 70, height: 120, channels: channels)
    var canvas = BlockCanvas(shape)
    var search = BlockSearch(columns: canvas.columns, planes: canvas.planes)
    func drawn() -> BlockCanvas.Samples {
      // Few values, so that several places are equally near.
      var pixels = BlockCanvas.Samples(repeating: 0)
      let (slope, noise) = (UInt64.random(in: 0...3, using: &random), random.next() % 3)
      for index in 0..<64 * channels.count {
        let value = UInt64(index % 8) * slope * 8 + random.next() % (noise * 20 + 1)
        pixels[index] = UInt8(value)
      }
      return pixels
    }
    for row in 0..<15 {
      for column in 0..<canvas.columns {
        let pixels = drawn()
        #expect(
          search.nearest(to: pixels, in: canvas, row: row, column: column)
            == nearest(to: pixels, in: canvas, row: row, column: column))
        canvas.set(pixels, column: column)
      }
      search.endRow(of: canvas)
      canvas.endRow()
    }
  }

  private func nearest(
    to pixels: BlockCanvas.Samples, in canvas: BlockCanvas, row: Int, column: Int
  ) -> CodedBlock.Vector? {
    var (best, least): (CodedBlock.Vector?, Int) = (nil, .max)
    var interleaved = BlockCanvas.Samples(repeating: 0)
    for index in 0..<64 * canvas.planes {
      interleaved[index % 64 * canvas.planes + index / 64] = pixels[index]
    }
    for dy in CodedBlock.Vector.rows.reversed() {
      for dx in CodedBlock.Vector.columns {
        let vector = CodedBlock.Vector(dx: dx, dy: dy)
        guard vector.isDecoded(row: row, column: column, width: canvas.columns) else { continue }
        let error = canvas.error(of: interleaved.span, x: 8 * column + dx, y: dy, below: .max)
        if error < least { (best, least) = (vector, error) }
      }
    }
    return best
  }
}
