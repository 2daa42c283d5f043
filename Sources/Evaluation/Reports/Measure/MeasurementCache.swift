import Bytes
import Files
import Foundation
import Synchronization

/// Measurements that are finished, kept in a file so that the next run need not make them again.
///
/// A line of JSON each, appended as it is made: what an interrupt leaves behind is good up to the
/// last line. A line that is not understood is skipped, and its measurement made again.
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

  /// What such a file begins with: nothing else is ever appended to.
  private static let header = Array("{\"aezip\":\"measurements\",\"version\":1}\n".utf8)

  /// - Parameter path: of the file, made if it is missing; nil to keep nothing beyond this run
  /// - Throws: `SystemError`, `InputError`; ``MeasuringError/cache(name:reason:)`` if the file is
  ///   something else, or another run has it open
  package init(path: [UInt8]?) throws {
    state = Mutex(try path.map(Self.read) ?? State())
  }

  private static func read(_ path: [UInt8]) throws -> State {
    let name = displayName(of: path)
    let file = try AppendedFile(path: path)
    guard file.lock() else {
      throw MeasuringError.cache(
        name: name, reason: "another report is being measured into this file; wait for its end")
    }
    var state = State()
    let content = try file.content()
    if content.isEmpty {
      try file.append(header)
    } else if !content.starts(with: header) {
      throw MeasuringError.cache(
        name: name, reason: "is no file of measurements; rename it, or choose another --out")
    }
    let decoder = JSONDecoder()
    for text in content.dropFirst(header.count).split(separator: UInt8(ascii: "\n")) {
      guard let line = try? decoder.decode(Line.self, from: Data(text)) else { continue }
      state.known[line.key] = line.measurement
    }
    // A line cut short by a crash must not spoil the next one.
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

/// All that a measurement depends on, as one digest.
struct MeasurementKey: Hashable, Sendable {
  /// 32 hexadecimal digits.
  let text: String

  /// Goes up when a metric's definition or its program changes.
  private static let metricsVersion = 1

  /// - Parameters:
  ///   - subject: what is measured: a picture's digest, or what stands for the shared bytes
  ///   - context: the digest of all pictures for codecs that learn from them
  ///   - metrics: names of programs that measure what is not our own
  init(
    codec: CodecIdentity, setting: String, subject: String, context: Digest?, metrics: String
  ) {
    let parts = [
      "\(Self.metricsVersion)", codec.id, codec.about, setting, subject,
      context.map { "\($0)" } ?? "", metrics,
    ]
    // Lengths keep two different lists of parts from being joined to the same text.
    let joined = parts.map { "\($0.utf8.count):\($0)" }.joined()
    text = String("\(Digest(of: joined.utf8))".prefix(32))
  }
}
