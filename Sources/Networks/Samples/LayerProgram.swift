/// A sequence of layers without weights: the encoder or the decoder of a ``SampleModel``.
package struct LayerProgram: Sendable, Equatable {
  package let layers: [Layer]

  package init(_ layers: [Layer]) {
    self.layers = layers
  }

  /// The most layers of a program, and the most maps on its stack.
  package static let (limit, stackLimit) = (256, 8)

  /// Throws ``ModelError`` for text that ``text`` does not give.
  ///
  /// - Parameters:
  ///   - text: layers separated by single spaces, as in a model file
  ///   - key: the name of the text's metadata entry
  package init(parsing text: String, key: String) throws(ModelError) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let layers = words.prefix(Self.limit + 1).map { Layer(parsing: $0) }
    guard layers.count <= Self.limit, !layers.contains(nil) else {
      throw .badMetadata(key: key, value: text)
    }
    self.layers = layers.compactMap(\.self)
  }

  package var text: String { layers.map(\.description).joined(separator: " ") }

  /// The layers with the shapes of their inputs and outputs.
  ///
  /// - Throws: ``ModelError/misfit(layer:shape:)`` where a layer cannot follow the one before
  package func placed(on input: SampleShape) throws(ModelError) -> [PlacedLayer] {
    var (shape, number) = (input, 0)
    var stack: [SampleShape] = []
    var placed: [PlacedLayer] = []
    for layer in layers {
      guard let output = Self.output(of: layer, shape, &stack) else {
        throw .misfit(layer: "\(layer)", shape: shape.text)
      }
      let weights = layer.weightShape(of: shape).map { shape in
        PlacedLayer.Weights(number: number, shape: shape, bias: layer.biasCount ?? 0)
      }
      if weights != nil { number += 1 }
      placed.append(PlacedLayer(layer: layer, input: shape, output: output, weights: weights))
      shape = output
    }
    guard stack.isEmpty else { throw .misfit(layer: "end", shape: "left on the stack") }
    return placed
  }

  /// The shape of a layer's output; updates the stack.
  private static func output(
    of layer: Layer, _ input: SampleShape, _ stack: inout [SampleShape]
  ) -> SampleShape? {
    switch layer {
    case .push:
      guard stack.count < stackLimit else { return nil }
      stack.append(input)
      return input
    case .swap:
      guard let top = stack.popLast() else { return nil }
      stack.append(input)
      return top
    case .add: return stack.popLast() == input ? input : nil
    default: return layer.output(of: input)
    }
  }
}

/// A layer with the shapes of its input and output.
package struct PlacedLayer: Sendable {
  /// The layer's tensors in a model file.
  package struct Weights: Sendable {
    /// The number in their names: the index among the layers with weights.
    package let number: Int
    package let shape: [Int]
    package let bias: Int
  }

  package let layer: Layer
  package let input: SampleShape
  package let output: SampleShape
  package let weights: Weights?

  /// Multiply-adds for a sample.
  package var cost: Int {
    guard let weights else { return 0 }
    let numbers = weights.shape.reduce(1, *)
    switch layer {
    case .transposedConvolution: return numbers * input.height * input.width
    default: return numbers * output.height * output.width
    }
  }
}

extension [PlacedLayer] {
  /// Multiply-adds for a sample.
  package var cost: Int { reduce(0) { $0 + $1.cost } }
}
