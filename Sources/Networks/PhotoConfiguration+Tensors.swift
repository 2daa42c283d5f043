extension PhotoConfiguration {
  /// The name and the shape of a tensor in the file of a photo model.
  package struct TensorShape: Equatable, Sendable {
    package let name: String
    package let shape: [Int]
  }

  /// All tensors of a model file of these sizes, in the order in which a picture passes them; a
  /// post-filter is not among them.
  package var tensors: [TensorShape] {
    var list = TensorList()
    let (m, n, c, h) = (latents, features, context, hyperLatents)
    list.pointwise("analysis.linear", 768, m)
    list.pointwise("analysis.stem", 192, n)
    for index in 0..<analysisBlocks { list.block("analysis.blocks.\(index)", n) }
    list.pointwise("analysis.head", 4 * n, m)
    list.add("gain.encode", levels, m)
    list.pointwise("hyper_analysis.stem", m, c)
    list.block("hyper_analysis.block0", c)
    list.pointwise("hyper_analysis.down1", 4 * c, c)
    list.block("hyper_analysis.block1", c)
    list.pointwise("hyper_analysis.down2", 4 * c, h)
    list.add("hyper_prior.mean", h)
    list.add("hyper_prior.scale", h)
    list.pointwise("hyper_synthesis.up1", h, 4 * c)
    list.block("hyper_synthesis.block0", c)
    list.pointwise("hyper_synthesis.up2", c, 4 * c)
    list.block("hyper_synthesis.block1", c)
    list.add("hyper_synthesis.quality.weight", levels, c)
    list.add("context.step", 4, c)
    list.add("context.depthwise.weight", m, 5, 5)
    list.pointwise("context.project", m, c)
    list.pointwise("context.mlp1", c, c)
    list.pointwise("context.mlp2", c, c)
    list.pointwise("context.head", c, 2 * m)
    list.add("gain.decode", levels, m)
    list.pointwise("synthesis.stem", m, 4 * n)
    list.pointwise("synthesis.hyper", c, 4 * n)
    for index in 0..<synthesisBlocks { list.block("synthesis.blocks.\(index)", n) }
    list.pointwise("synthesis.linear", m, 768)
    list.pointwise("synthesis.head", n, 192)
    return list.tensors
  }

  /// The tensors that decoding needs.
  package var decodingTensors: [TensorShape] {
    tensors.filter { tensor in
      !["analysis.", "hyper_analysis.", "gain.encode"].contains { tensor.name.hasPrefix($0) }
    }
  }

  private struct TensorList {
    var tensors: [TensorShape] = []

    mutating func add(_ name: String, _ shape: Int...) {
      tensors.append(TensorShape(name: name, shape: shape))
    }

    mutating func pointwise(_ name: String, _ inputs: Int, _ outputs: Int) {
      add(name + ".weight", outputs, inputs)
      add(name + ".bias", outputs)
    }

    mutating func block(_ name: String, _ n: Int) {
      pointwise(name + ".in", n, n)
      add(name + ".depthwise.weight", n, 3, 3)
      add(name + ".depthwise.bias", n)
      pointwise(name + ".out", n, n)
      pointwise(name + ".widen", n, 2 * n)
      pointwise(name + ".narrow", 2 * n, n)
    }
  }
}
