import Bytes
import Tensors

/// Codes files that hold samples as they are, uncompressed. Layout: `Formats/rasters-1.md`.
package struct RasterFileCoder: Sendable {
  private let effort: Int
  private let threads: Int
  private let stripeSamples: Int

  /// - Parameters:
  ///   - effort: 1…9
  ///   - threads: the stripes that are coded at a time
  ///   - stripeSamples: samples of a stripe, about
  package init(effort: Int, threads: Int, stripeSamples: Int = 1 << 22) {
    self.effort = effort
    self.threads = max(threads, 1)
    self.stripeSamples = stripeSamples
  }

  /// The largest file that is taken, in bytes.
  package static let sizeLimit = 1 << 28
  /// The most bytes of the codes of a stripe.
  static let codeLimit = 1 << 31

  /// Encodes a file, and decodes and compares what came of it.
  ///
  /// - Parameter rasters: those of the file
  package func encode(_ file: [UInt8], _ rasters: [RasterLayout]) -> ExactCoding {
    guard !rasters.isEmpty, file.count <= Self.sizeLimit else {
      return .refused(reason: "no samples as they are")
    }
    let sheets = RasterSheet.sheets(of: rasters)
    var (script, codes) = (RasterScript(sheets: []), [UInt8]())
    var cursor = RasterCursor(sheets, in: file)
    for sheet in sheets {
      let (coded, streams) = encode(sheet, cursor.samples(of: sheet))
      script.sheets.append(coded)
      for stream in streams { codes += stream }
    }
    var body = ByteWriter()
    script.append(to: &body)
    body.append(cursor.finish())
    body.append(codes)
    guard body.count < file.count else { return .refused(reason: "samples that do not shrink") }
    return decodes(body.bytes, to: file) ? .body(body.bytes) : .mismatch
  }

  private func decodes(_ body: [UInt8], to file: [UInt8]) -> Bool {
    guard
      let decoder = try? RasterFileDecoder(
        body[...], size: file.count, memoryLimit: .max, threads: threads)
    else { return false }
    return decoder.gives(file)
  }

  private func encode(
    _ sheet: RasterSheet, _ samples: [UInt8]
  ) -> (RasterScript.CodedSheet, [[UInt8]]) {
    let rows = min(max(stripeSamples / (sheet.width * sheet.channels), 1), sheet.height)
    let stripes = stride(from: 0, to: sheet.height, by: rows).map { start in
      start..<min(start + rows, sheet.height)
    }
    @Sendable func values(_ rows: Range<Int>) -> [[UInt16]] {
      sheet.planes(of: samples[rows.lowerBound * sheet.line..<rows.upperBound * sheet.line])
    }
    let map = SampleMap(stripes.lazy.map(values))
    let numbers = map.numbers
    @Sendable func encode(_ rows: Range<Int>, _ coding: SampleCoding) -> [UInt8] {
      let planes = values(rows).map { plane in plane.map { numbers[Int($0)] } }
      return coding.encode(planes, SampleShape(sheet, map, height: rows.count))
    }
    // A part in the middle tells which coder suits the samples.
    let height = min(max(Self.trialSamples / (sheet.width * sheet.channels), 1), sheet.height)
    let middle = (sheet.height - height) / 2
    let part = middle..<middle + height
    let codings = SampleCoding.candidates(effort: effort).filter { $0.suits(sheet, map) }
    let trials = concurrently(codings.count) { encode(part, codings[$0]) }
    let best = trials.indices.min { trials[$0].count < trials[$1].count }!
    var streams: [[UInt8]] = stripes == [part] ? [trials[best]] : []
    while streams.count < stripes.count {
      let batch = stripes[streams.count..<min(streams.count + threads, stripes.count)]
      streams += concurrently(batch.count) { index in
        encode(batch[batch.startIndex + index], codings[best])
      }
    }
    let coded = RasterScript.CodedSheet(
      sheet: sheet, map: map, coding: codings[best], stripeRows: rows,
      stripes: streams.map(\.count))
    return (coded, streams)
  }

  /// Samples by which a coding is chosen: what is drawn takes ten times as long to code.
  private static let trialSamples = 1 << 17

  /// The bytes that coding a file takes, about, the file included.
  package func memory(ofFile size: Int) -> Int {
    let stripe = min(size, stripeSamples)
    let stripes = min(threads, size / stripeSamples + 1)
    return 3 * size + stripes * (Self.stripeBytes + 16 * stripe)
  }

  /// What coding a stripe takes beside its samples, about.
  private static let stripeBytes = 48 << 20
}
