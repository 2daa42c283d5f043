/// The codecs and the metric of other programs that are installed.
package struct ExternalPrograms: Sendable {
  package private(set) var codecs: [any RatedCodec] = []
  package private(set) var metric: ExternalMetric?
  /// One line for each program that is missing.
  package private(set) var notes: [String] = []

  /// The names by which codecs and metrics can be left out.
  package static let identifiers = codecIdentifiers + [metricIdentifier]
  static let codecIdentifiers = ExternalFormat.allCases.map(\.rawValue)
  private static let metricIdentifier = "ssimulacra2"

  /// Finds all programs except those whose identifiers are given.
  package static func find(without: Set<String>) async -> ExternalPrograms {
    var found = ExternalPrograms()
    for format in ExternalFormat.allCases where !without.contains(format.rawValue) {
      do {
        found.codecs.append(try await ExternalCodec.find(format))
      } catch {
        found.notes.append("\(format.name) is left out: \(error)")
      }
    }
    guard !without.contains(metricIdentifier) else { return found }
    found.metric = ExternalMetric.find()
    if found.metric == nil {
      found.notes.append("SSIMULACRA2 is not measured: ssimulacra2 is not installed.")
    }
    return found
  }
}
