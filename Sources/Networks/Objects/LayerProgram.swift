/// Layers one after the other: what an encoder or a decoder of objects does, without weights.
package struct LayerProgram: Sendable, Equatable {
  package let layers: [Layer]

  package init(_ layers: [Layer]) {
    self.layers = layers
  }

  /// The most layers a program has, and the most maps on its stack.
  package static let (limit, stackLimit) = (256, 8)

  /// - Parameter text: of a model file, layers separated by single spaces
  package init(parsing text: String, key: String) throws(ModelError) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let layers = words.prefix(Self.limit + 1).map { Layer(parsing: $0) }
    guard layers.count <= Self.limit, !layers.contains(nil) else {
      throw .badMetadata(key: key, value: text)
    }
    self.layers = layers.compactMap(\.self)
  }

  package var text: String { layers.map(\.description).joined(separator: " ") }

  /// The layers with the shapes of what goes in and comes out.
  ///
  /// - Throws: where a layer does not fit what the one before gives
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

  /// What a layer gives, and what it does to the stack.
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

/// A layer between shapes.
package struct PlacedLayer: Sendable {
  /// What its weights are called and how they lie in a model file.
  package struct Weights: Sendable {
    /// Counted over the layers that have some.
    package let number: Int
    package let shape: [Int]
    package let bias: Int
  }

  package let layer: Layer
  package let input: SampleShape
  package let output: SampleShape
  package let weights: Weights?

  /// Multiply-adds of an object.
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
  /// Multiply-adds of an object.
  package var cost: Int { reduce(0) { $0 + $1.cost } }
}
