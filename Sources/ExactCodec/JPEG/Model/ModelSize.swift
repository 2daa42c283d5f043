import Entropy

/// How much a model looks at.
package enum ModelSize: Int, CaseIterable, Sendable {
  case standard = 0
  /// Three contexts more, and least squares that are solved more often.
  case large = 1

  /// By the effort of packing, 1…9.
  init(effort: Int) { self = effort < 7 ? .standard : .large }

  var shape: LeanMixer.Shape {
    LeanMixer.Shape(
      lines: self == .large ? CounterLines.large : CounterLines.standard,
      sets: (WeightSets.First.total, WeightSets.Second.total), lanes: self == .large ? 16 : 8)
  }

  /// The samples between two solutions of the least squares.
  var solveInterval: UInt32 { self == .large ? 4 : 16 }
}
