import Bytes
import Tensors

/// Decodes the bytes of a file with rasters, some stripes at a time.
package final class RasterFileDecoder: ExactFileDecoder {
  private let (memoryLimit, threads): (Int, Int)
  private var codes: ArraySlice<UInt8>
  private var sheets: ArraySlice<RasterScript.CodedSheet>
  /// Stripes of the first sheet that were decoded.
  private var stripe = 0
  private var assembly: RasterAssembly
  private var hasEnded = false

  /// - Parameters:
  ///   - body: what ``RasterFileCoder`` made of a file; untrusted
  ///   - fileSize: of the file in bytes
  ///   - memoryLimit: bytes that decoding may take, about
  ///   - threads: the stripes that are decoded at a time, if memory allows
  package init(
    _ body: ArraySlice<UInt8>, size fileSize: Int, memoryLimit: Int, threads: Int
  ) throws(ExactCodeError) {
    var reader = ByteReader(body)
    do {
      let script = try RasterScript(parsing: &reader, fileSize: fileSize)
      let surroundings = try reader.take(fileSize - script.sampleBytes)
      codes = try reader.take(reader.remaining)
      let expected = script.sheets.reduce(0) { $0 + $1.stripes.reduce(0, +) }
      guard expected == codes.count else {
        throw ExactCodeError.malformed(reason: "\(codes.count) bytes of codes")
      }
      sheets = script.sheets[...]
      assembly = RasterAssembly(script.sheets.map(\.sheet), surroundings: surroundings)
    } catch let error as ExactCodeError {
      throw error
    } catch {
      throw .malformed(reason: "\(error)")
    }
    (self.memoryLimit, self.threads) = (memoryLimit, max(threads, 1))
  }

  /// The next bytes; nil behind the last one.
  package func next() throws(ExactCodeError) -> [UInt8]? {
    while let coded = sheets.first {
      guard stripe < coded.stripes.count else {
        sheets.removeFirst()
        stripe = 0
        continue
      }
      return try decode(coded)
    }
    if hasEnded { return nil }
    hasEnded = true
    let rest = assembly.finish()
    return rest.isEmpty ? nil : rest
  }

  /// Decodes the next stripes of a sheet.
  private func decode(_ coded: RasterScript.CodedSheet) throws(ExactCodeError) -> [UInt8] {
    let sheet = coded.sheet
    let rows = min(coded.stripeRows, sheet.height)
    let each =
      coded.coding.memory(SampleShape(sheet, coded.map, height: rows)) + 2 * rows * sheet.line
    guard each <= memoryLimit else {
      throw .aboveLimit(
        reason: "samples that take \(each) bytes where \(memoryLimit) are allowed")
    }
    let end = min(stripe + max(min(threads, memoryLimit / each), 1), coded.stripes.count)
    var pieces: [ArraySlice<UInt8>] = []
    for length in coded.stripes[stripe..<end] {
      pieces.append(codes.prefix(length))
      codes = codes.dropFirst(length)
    }
    let (first, inputs, values) = (stripe, pieces, coded.map.values)
    stripe = end
    let decoded = concurrently(inputs.count) { index in
      Result { () throws(ExactCodeError) -> [UInt8] in
        let start = (first + index) * coded.stripeRows
        let height = min(coded.stripeRows, sheet.height - start)
        let numbers = try coded.coding.decode(
          inputs[index], SampleShape(sheet, coded.map, height: height))
        // A coder holds its samples below the number of values.
        return sheet.rows(of: numbers.map { plane in plane.map { values[Int($0)] } })
      }
    }
    var bytes: [UInt8] = []
    for rows in decoded { bytes += assembly.add(try rows.get()) }
    return bytes
  }
}
