import CFittedModels
import Networks

extension StartState {
  /// The start states that archives are made with, by their numbers.
  package static let builtIn: [StartState] = {
    do {
      return try states(of: builtInFile)
    } catch {
      fatalError("the built-in start states: \(error)")
    }
  }()

  /// Throws ``FittedError/unknownStart(_:)``.
  static func builtIn(_ number: Int) throws(FittedError) -> StartState {
    guard builtIn.indices.contains(number) else { throw .unknownStart(number) }
    return builtIn[number]
  }

  /// The number of the state learned for the λ that is nearest to another, by their ratio; the
  /// first one of several.
  package static func nearest(to lambda: Float) -> Int {
    func ratio(_ state: StartState) -> Float {
      max(state.lambda / lambda, lambda / state.lambda)
    }
    return builtIn.indices.min { ratio(builtIn[$0]) < ratio(builtIn[$1]) } ?? 0
  }

  /// The name of the built-in file.
  package static var name: String { unsafe String(cString: aez_fitted_starts().pointee.name) }

  /// The bytes of the built-in file.
  package static var builtInFile: [UInt8] {
    let model = unsafe aez_fitted_starts().pointee
    return unsafe Array(UnsafeBufferPointer(start: model.bytes, count: model.count))
  }
}

/// Files of start states: safetensors, see `Formats/fitted-1.md`.
extension StartState {
  private static let format = "aezip-fitted-1"

  /// Reads the states of a file, in the order of their numbers. Throws ``ModelError``.
  package static func states(of file: [UInt8]) throws(ModelError) -> [StartState] {
    let tensors = try SafeTensors(file)
    guard tensors.metadata["format"] == format else {
      throw .unknownFormat(tensors.metadata["format"] ?? "")
    }
    var states: [StartState] = []
    while tensors.shape(of: "start.\(states.count).shape") != nil {
      states.append(try state(of: tensors, "start.\(states.count)"))
    }
    return states
  }

  private static func state(
    of tensors: SafeTensors, _ name: String
  ) throws(ModelError) -> StartState {
    let sizes = try tensors.floats("\(name).shape").map { Int($0) }
    guard sizes.count == 6 else {
      throw .wrongShape(tensor: "\(name).shape", expected: [6], found: [sizes.count])
    }
    // What kernels have room for; the finest grids, which see features, have no second grid.
    guard (2...32).contains(sizes[0]), (2...8).contains(sizes[1]), (1...96).contains(sizes[2]),
      (FittedShape.featureGrids + 1...10).contains(sizes[3]), sizes[0] % 2 == 0,
      sizes[1] % 2 == 0, FittedShape.featureGrids <= sizes[4], sizes[4] <= sizes[5],
      sizes[5] < sizes[3]
    else { throw .badMetadata(key: "\(name).shape", value: "\(sizes)") }
    let shape = FittedShape(
      neighbours: sizes[0], features: sizes[1], hidden: sizes[2], grids: sizes[3],
      hyperGrids: sizes[4]...sizes[5])
    let weights = try tensors.floats("\(name).weights")
    let count = WeightLayout(shape).count
    guard weights.count == count else {
      throw .wrongShape(tensor: "\(name).weights", expected: [count], found: [weights.count])
    }
    let lambda = try tensors.floats("\(name).lambda").first ?? 0
    var analysis: LinearAnalysis?
    if tensors.shape(of: "\(name).analysis") != nil {
      let numbers = try tensors.floats("\(name).analysis")
      let each = LinearAnalysis.inputs
      guard numbers.count == shape.grids * each else {
        throw .wrongShape(
          tensor: "\(name).analysis", expected: [shape.grids, each], found: [numbers.count])
      }
      analysis = LinearAnalysis(
        filters: (0..<shape.grids).map { Array(numbers[$0 * each..<($0 + 1) * each]) })
    }
    return StartState(shape, lambda: lambda, weights: weights, analysis: analysis)
  }

  /// The file of start states.
  ///
  /// - Parameter metadata: what else the file says, for people
  package static func file(
    of states: [StartState], _ metadata: [String: String]
  ) throws(ModelError) -> [UInt8] {
    var writer = SafeTensorsWriter(
      metadata: metadata.merging(["format": format]) { _, format in format })
    for (number, state) in states.enumerated() {
      let (name, shape) = ("start.\(number)", state.shape)
      let sizes = [
        shape.neighbours, shape.features, shape.hidden, shape.grids, shape.hyperGrids.lowerBound,
        shape.hyperGrids.upperBound,
      ]
      writer.add("\(name).shape", shape: [6], integers: sizes.map { Int32($0) })
      writer.add("\(name).lambda", shape: [1], [state.lambda])
      writer.add("\(name).weights", shape: [state.weights.count], state.weights)
      if let analysis = state.analysis {
        writer.add(
          "\(name).analysis", shape: [shape.grids, LinearAnalysis.inputs],
          analysis.filters.flatMap(\.self))
      }
    }
    return try writer.write()
  }
}
