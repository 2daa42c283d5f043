import Networks
import ReferenceDecoder
import Tensors
import Testing

/// The program's post-filter, which works row by row, against that of the reference decoder.
@Suite struct PostFilterTests {
  private static let kernels = Kernels.names.filter { (try? Kernels(named: $0)) != nil }

  @Test(arguments: kernels)
  func `all instruction sets and bands give the samples of the reference decoder`(
    name: String
  ) throws {
    let model = try PhotoModel(file: TinyModel.filtered)
    let filter = try #require(model.postFilter)
    let page = try #require(try ReferenceFilter(file: TinyModel.filtered))
    var noise = SystemRandomNumberGenerator()
    for trial in 0..<60 {
      let size = PhotoSize(
        width: .random(in: 1...70, using: &noise), height: .random(in: 1...70, using: &noise))
      let isColour = trial % 3 != 0
      let (rows, columns) = (16 * size.rows, 16 * size.columns)
      // Smooth, like edges, full of contrast, or out of range.
      let slope = (Float.random(in: -0.03...0.03), Float.random(in: -0.03...0.03))
      let contrast = [0.01, 0.2, 5, 1e9].randomElement(using: &noise)! as Float
      let values = (0..<rows * columns * 3).map { index -> Float in
        let (y, x) = (index / 3 / columns, index / 3 % columns)
        return 0.5 + Float(y) * slope.0 + Float(x) * slope.1 + contrast * .random(in: -1...1)
      }
      let level = QualityLevel(index: .random(in: 0...512, using: &noise), conditioning: .nearest)
      let weights = filter.weights(at: level)
      var samples: [UInt8] = []
      try Kernels.$forced.withValue(Kernels(named: name)) {
        var classified = ClassifiedRows(
          width: size.width, height: size.height, planes: isColour ? 3 : 1)
        var start = 0
        while start < rows {
          let count = Int.random(in: 1...(rows - start), using: &noise)
          let band = Tensor(
            rows: count, columns: columns, channels: 3,
            values: Array(values[start * columns * 3..<(start + count) * columns * 3]))
          classified.take(band) { weights.filter($0, into: &samples) }
          start += count
        }
      }
      let expected = page.samples(
        values, columns: columns, width: size.width, height: size.height, level: level.index,
        isColour: isColour)
      #expect(samples == expected, "\(size.width)×\(size.height), trial \(trial)")
    }
  }

  @Test func `a filter whose weights are zero rounds to nearest`() throws {
    let model = try PhotoModel(file: TinyModel.file { _, _, _ in 0 })
    let weights = try #require(model.postFilter).weights(at: .trained(1))
    let values = (0..<256).flatMap { number -> [Float] in
      [Float(number) / 255, Float(number) / 255 + 0.0015, -1]
    }
    var samples: [UInt8] = []
    var classified = ClassifiedRows(width: 16, height: 16, planes: 3)
    classified.take(Tensor(rows: 16, columns: 16, channels: 3, values: values)) {
      weights.filter($0, into: &samples)
    }
    #expect(samples == (0..<256).flatMap { [UInt8($0), UInt8($0), 0] })
  }
}
