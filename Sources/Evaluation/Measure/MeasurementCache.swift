import Bytes
import Files
import Foundation
import Synchronization

/// Finished measurements, kept in a file so that the next run does not repeat them.
///
/// Each is a line of JSON, appended as it is made, so that an interrupted run keeps all but its
/// last line. A line that cannot be read is skipped, and its measurement repeated.
package final class MeasurementCache: Sendable {
  private struct Line: Codable {
    var key: String
    var measurement: PictureMeasurement
  }

  private struct State {
    var known: [String: PictureMeasurement] = [:]
    var file: AppendedFile?
  }

  private let state: Mutex<State>

  /// The first line of such a file; other files are never appended to.
  private static let header = Array("{\"aezip\":\"measurements\",\"version\":1}\n".utf8)

  private init(_ state: sending State) {
    self.state = Mutex(state)
  }

  /// Opens a cache for this run alone.
  ///
  /// - Parameter path: the file's path, created if it is missing; nil to keep nothing beyond this
  ///   run
  /// - Throws: `SystemError`, `InputError`; ``MeasuringError/foreignCache(name:)`` if the file is
  ///   something else, ``MeasuringError/cacheInUse(name:)`` if another run has it open
  package static func open(_ path: [UInt8]?) throws -> MeasurementCache {
    MeasurementCache(try path.map(read) ?? State())
  }

  private static func read(_ path: [UInt8]) throws -> State {
    let name = displayName(of: path)
    let file = try AppendedFile(path: path)
    guard file.lock() else {
      throw MeasuringError.cacheInUse(name: name)
    }
    var state = State()
    let content = try file.content()
    if content.isEmpty {
      try file.append(header)
    } else if !content.starts(with: header) {
      throw MeasuringError.foreignCache(name: name)
    }
    let decoder = JSONDecoder()
    for text in content.dropFirst(header.count).split(separator: UInt8(ascii: "\n")) {
      guard let line = try? decoder.decode(Line.self, from: Data(text)) else { continue }
      state.known[line.key] = line.measurement
    }
    // A line cut short by a crash must not corrupt the next one.
    if let last = content.last, last != UInt8(ascii: "\n") { try file.append([0x0A]) }
    state.file = file
    return state
  }

  func measurement(for key: MeasurementKey) -> PictureMeasurement? {
    state.withLock { $0.known[key.text] }
  }

  func keep(_ measurement: PictureMeasurement, for key: MeasurementKey) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let line = try encoder.encode(Line(key: key.text, measurement: measurement))
    try state.withLock { state in
      state.known[key.text] = measurement
      try state.file?.append(Array(line) + [0x0A])
    }
  }
}

/// The digest of everything that a measurement depends on.
struct MeasurementKey: Hashable, Sendable {
  /// 32 hexadecimal digits.
  let text: String

  /// The version of the metrics; increase it when a definition changes.
  private static let metricsVersion = 1

  /// - Parameters:
  ///   - subject: a picture's digest, or a name for the shared bytes
  ///   - context: the digest of all pictures, for codecs that learn from them
  ///   - metrics: the names of other programs that measure
  init(
    codec: CodecIdentity, setting: String, subject: String, context: Digest?, metrics: String
  ) {
    let parts = [
      "\(Self.metricsVersion)", codec.id, codec.about, setting, subject,
      context.map { "\($0)" } ?? "", metrics,
    ]
    // The lengths keep different lists of parts from joining to the same text.
    let joined = parts.map { "\($0.utf8.count):\($0)" }.joined()
    text = String("\(Digest(of: joined.utf8))".prefix(32))
  }
}
