import Images

/// What a sample of a picture's blocks tells about it.
package struct BlockEstimate: Sendable {
  /// What blocks alone cost, in bits and errors at the exchange rate of the layer.
  package let cost: Double
  /// The share of pixels that are the same as those on their left.
  package let flatShare: Double
  /// Whether the sample has so few colours that the picture is likely to be drawn.
  package let hasFewColours: Bool
}

extension BlockLayer {
  /// Estimates what a picture costs as blocks alone. It is read row by row.
  package func estimate(of picture: InputPicture) throws(ImageError) -> BlockEstimate {
    var sampler = BlockSampler(self)
    let rows = try picture.rows()
    while rows.remaining > 0 {
      sampler.take(try rows.next(min(8, rows.remaining)).withoutAlpha.samples)
    }
    return sampler.estimate
  }
}

/// Estimates what a picture costs as blocks alone, from a sample of its blocks.
private struct BlockSampler {
  private let layer: BlockLayer
  private let trial: BlockTrial
  private let (blocks, stride): (Int, Int)
  private var canvas: BlockCanvas
  private var search: BlockSearch
  private var row = 0
  /// The blocks of the sample, what they cost in bits, and their pixels that equal the one on
  /// their left.
  private var (count, cost, flat) = (0, 0.0, 0)
  /// The colours of the sample, until there are too many.
  private var colours: Set<UInt32> = []

  /// Blocks of a sample, about.
  private static let size = 128
  /// The most colours of a drawing. A grey photograph has few as well.
  private var colourLimit: Int { canvas.planes == 3 ? 512 : 64 }

  init(_ layer: BlockLayer) {
    self.layer = layer
    trial = BlockTrial(layer)
    canvas = BlockCanvas(layer.shape)
    search = BlockSearch(columns: canvas.columns, planes: canvas.planes)
    blocks = canvas.columns * ((layer.shape.height + 7) / 8)
    // Odd, so that columns take turns.
    stride = max(blocks / Self.size, 1) | 1
  }

  /// The estimate, once all rows were taken.
  var estimate: BlockEstimate {
    BlockEstimate(
      cost: cost * Double(blocks) / Double(max(count, 1)),
      flatShare: Double(flat) / Double(max(56 * count, 1)),
      hasFewColours: colours.count <= colourLimit)
  }

  /// Takes the next rows, eight but for the last.
  mutating func take(_ rows: [UInt8]) {
    let strip = BlockStrip(rows, width: layer.shape.width, planes: canvas.planes)
    for column in 0..<canvas.columns {
      let pixels = strip.pixels(column: column)
      canvas.set(pixels, column: column)
      if (row * canvas.columns + column) % stride == stride / 2 { add(pixels, column: column) }
    }
    search.endRow(of: canvas)
    canvas.endRow()
    row += 1
  }

  private mutating func add(_ pixels: BlockCanvas.Samples, column: Int) {
    let mean = canvas.mean(beside: column)
    let uncorrected = layer.blocks.error(of: mean, pixels)
    var least = min(
      trial.cost(of: pixels, mean, sixteenths: BlockTrial.corrected),
      trial.cost(uncorrected: pixels, mean))
    if let vector = search.nearest(
      to: pixels, in: canvas, row: row, column: column, below: uncorrected)
    {
      let copy = canvas.pixels(x: 8 * column + vector.dx, y: vector.dy)
      least = min(least, trial.cost(of: pixels, copy, sixteenths: BlockTrial.copied))
    }
    for place in 0..<64 where colours.count <= colourLimit {
      colours.insert(
        (0..<canvas.planes).reduce(0) { $0 << 8 | UInt32(pixels[64 * $1 + place]) })
    }
    count += 1
    cost += trial.costs.bits(least)
    for place in 0..<64 where place % 8 > 0 {
      let isEqual = (0..<canvas.planes).allSatisfy {
        pixels[64 * $0 + place] == pixels[64 * $0 + place - 1]
      }
      if isEqual { flat += 1 }
    }
  }
}
