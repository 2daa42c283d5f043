/// The programs of others that are there to be measured, or to measure with.
package struct ExternalPrograms: Sendable {
  package private(set) var codecs: [any RatedCodec] = []
  package private(set) var metric: ExternalMetric?
  /// What is missing, a line each.
  package private(set) var notes: [String] = []

  /// What can be left out by name.
  package static let identifiers = codecIdentifiers + [metricIdentifier]
  static let codecIdentifiers = ExternalFormat.allCases.map(\.rawValue)
  private static let metricIdentifier = "ssimulacra2"

  /// Looks for all programs but those whose identifiers are given.
  package static func find(without: Set<String>) async -> ExternalPrograms {
    var found = ExternalPrograms()
    for format in ExternalFormat.allCases where !without.contains(format.rawValue) {
      do {
        found.codecs.append(ExternalRated(try await ExternalCodec(format)))
      } catch {
        found.notes.append("\(format.name) is left out: \(error)")
      }
    }
    guard !without.contains(metricIdentifier) else { return found }
    found.metric = ExternalMetric()
    if found.metric == nil {
      found.notes.append("SSIMULACRA2 is not measured: no program called ssimulacra2 is installed.")
    }
    return found
  }
}
