import Networks
import Tensors

/// A kernel call of the codec, of one shape.
struct KernelWork: Hashable {
  enum Operation: Hashable {
    case product(inputs: Int, outputs: Int)
    case depthwise(channels: Int, size: Int)
  }

  let operation: Operation
  /// The side in pixels of the square that one position covers.
  let scale: Int

  /// The size of the picture to measure for, that of Kodak's pictures.
  static let (width, height) = (768, 512)

  var rows: Int { Self.height / scale }
  var columns: Int { Self.width / scale }

  /// Whether the matrix kernel computes it.
  var isProduct: Bool {
    if case .product = operation { true } else { false }
  }

  /// The multiply-adds of one call, counting the depthwise taps beyond the edge that are skipped.
  var cost: Int {
    switch operation {
    case .product(let inputs, let outputs): rows * columns * inputs * outputs
    case .depthwise(let channels, let size): rows * columns * channels * size * size
    }
  }

  var name: String {
    switch operation {
    case .product(let inputs, let outputs): "\(inputs)×\(outputs)"
    case .depthwise(let channels, let size): "depthwise \(size)×\(size) of \(channels)"
    }
  }

  /// The call itself, on arbitrary numbers.
  var call: () -> Void {
    func numbers(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 61) / 61 - 0.5 } }
    func input(_ channels: Int) -> Tensor {
      Tensor(
        rows: rows, columns: columns, channels: channels,
        values: numbers(rows * columns * channels))
    }
    switch operation {
    case .product(let inputs, let outputs):
      let product = Pointwise(weights: numbers(inputs * outputs), bias: numbers(outputs))
      let x = input(inputs)
      return { _ = product(x, activate: true) }
    case .depthwise(let channels, let size):
      let depthwise = Depthwise(
        weights: numbers(channels * size * size), bias: numbers(channels), size: size)
      let x = input(channels)
      return { _ = depthwise(x) }
    }
  }
}

/// The kernel calls of encoding and decoding one picture.
struct KernelWorkload {
  private(set) var works: [(work: KernelWork, calls: Int)] = []
  private var positions: [KernelWork: Int] = [:]

  /// The calls of `Analysis`, `HyperAnalysis`, `HyperSynthesis`, `ContextModel` and `Synthesis` in
  /// a model of these sizes, without those that overlapping bands of a large picture repeat.
  init(_ sizes: PhotoConfiguration) {
    let (m, n, c, h) = (sizes.latents, sizes.features, sizes.context, sizes.hyperLatents)
    addBlock(n, 8, calls: sizes.analysisBlocks + sizes.synthesisBlocks)
    add(192, n, 8)
    add(n, 192, 8)
    add(768, m, 16)
    add(4 * n, m, 16)
    add(m, 768, 16)
    // A shuffled product is four products, one for each position of a 2×2 block.
    add(m, n, 16, calls: 4)
    add(c, n, 16, calls: 4)
    // The context model: three steps see latents before them; a head gives a quarter of them.
    add(depthwise: m, size: 5, 16, calls: 3)
    add(m, c, 16, calls: 3 + 1)
    add(c, c, 16, calls: 8)
    add(c, m / 2, 16, calls: 4)
    addBlock(c, 16, calls: 2)
    addBlock(c, 32, calls: 2)
    add(4 * c, c, 32)
    add(c, c, 32, calls: 4)
    add(4 * c, h, 64)
    add(h, c, 64, calls: 4)
  }

  private mutating func add(_ inputs: Int, _ outputs: Int, _ scale: Int, calls: Int = 1) {
    add(.product(inputs: inputs, outputs: outputs), scale, calls: calls)
  }

  private mutating func add(depthwise channels: Int, size: Int, _ scale: Int, calls: Int) {
    add(.depthwise(channels: channels, size: size), scale, calls: calls)
  }

  private mutating func addBlock(_ channels: Int, _ scale: Int, calls: Int) {
    add(channels, channels, scale, calls: 2 * calls)
    add(channels, 2 * channels, scale, calls: calls)
    add(2 * channels, channels, scale, calls: calls)
    add(depthwise: channels, size: 3, scale, calls: calls)
  }

  private mutating func add(_ operation: KernelWork.Operation, _ scale: Int, calls: Int) {
    let work = KernelWork(operation: operation, scale: scale)
    if let position = positions[work] {
      works[position].calls += calls
    } else {
      positions[work] = works.count
      works.append((work, calls))
    }
  }
}
