/// The colours of a block's corrections: luma and two chroma of RGB (YCoCg), or the samples
/// themselves.
enum BlockColour {
  /// Adds corrections to a prediction.
  ///
  /// - Parameter corrections: [plane][y][x], in 1/16
  static func corrected(
    _ prediction: BlockCanvas.Samples, by corrections: InlineArray<3, BlockTransform.Block>,
    planes: Int, isLuma: Bool
  ) -> BlockCanvas.Samples {
    var block = prediction
    func correct(_ index: Int, by value: Int32) {
      block[index] = UInt8(min(max(Int32(block[index]) + (value + 8) >> 4, 0), 255))
    }
    for pixel in 0..<64 {
      guard isLuma else {
        for plane in 0..<planes { correct(64 * plane + pixel, by: corrections[plane][pixel]) }
        continue
      }
      let (y, co, cg) = (corrections[0][pixel], corrections[1][pixel], corrections[2][pixel])
      correct(pixel, by: y - cg + co)
      correct(64 + pixel, by: y + cg)
      correct(128 + pixel, by: y - cg - co)
    }
    return block
  }

  /// What a prediction lacks, in 1/16.
  static func corrections(
    of prediction: BlockCanvas.Samples, to block: BlockCanvas.Samples, planes: Int, isLuma: Bool
  ) -> InlineArray<3, BlockTransform.Block> {
    var lacking = InlineArray<3, BlockTransform.Block>(repeating: .init(repeating: 0))
    for pixel in 0..<64 {
      func error(_ plane: Int) -> Int32 {
        Int32(block[64 * plane + pixel]) - Int32(prediction[64 * plane + pixel])
      }
      guard isLuma else {
        for plane in 0..<planes { lacking[plane][pixel] = 16 * error(plane) }
        continue
      }
      let (red, green, blue) = (error(0), error(1), error(2))
      lacking[0][pixel] = 4 * (red + 2 * green + blue)
      lacking[1][pixel] = 8 * (red - blue)
      lacking[2][pixel] = 4 * (2 * green - red - blue)
    }
    return lacking
  }
}
