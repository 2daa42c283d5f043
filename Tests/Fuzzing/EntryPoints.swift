import CFuzzer
import Foundation

/// The target that `AEZIP_FUZZ` names.
private let target: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["AEZIP_FUZZ"] ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
    exit(name.isEmpty ? 0 : 64)
  }
  return target
}()

/// Where the program begins: SwiftPM makes `main` of it, and leaves out libFuzzer's.
@_cdecl("Fuzzing_main")
public func main(
  _ count: Int32,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  var (count, arguments) = unsafe (count, arguments)
  return unsafe LLVMFuzzerRunDriver(&count, &arguments) { unsafe testOneInput($0, $1) }
}

/// With `AEZIP_FUZZ_SEEDS`, a folder: writes the target's seeds there, and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>
) -> Int32 {
  let target = target
  guard let folder = ProcessInfo.processInfo.environment["AEZIP_FUZZ_SEEDS"] else { return 0 }
  do {
    for (number, seed) in try target.seeds(GoldenVectors()).enumerated() {
      try Data(seed).write(to: URL(filePath: folder).appending(path: "seed-\(number)"))
    }
  } catch {
    print("seeds of \(target.name): \(error)")
    exit(74)
  }
  exit(0)
}

/// Seconds of processor time that an input may take: what others do on the machine does not count,
/// as it would for libFuzzer's own limit.
private let longest = 1.0

/// Reads or refuses an input, within its time.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  let start = processorTime()
  target.run(input)
  let taken = processorTime() - start
  expect(taken <= longest, "an input of \(count) bytes takes \(taken) s")
  return 0
}

private func processorTime() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Makes another input of one, in place.
///
/// - Parameter most: bytes that it may have
@_cdecl("LLVMFuzzerCustomMutator")
public func customMutator(
  _ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int, _ seed: UInt32
) -> Int {
  let mutation = Mutation(seed: seed, most: most)
  if let mutate = target.mutate {
    let input = unsafe Array(UnsafeBufferPointer(start: data, count: count))
    // Now and then bytes change that nothing mends.
    if seed % 16 != 0, let changed = mutate(input, mutation), changed.count <= most {
      for (index, byte) in changed.enumerated() { unsafe data[index] = byte }
      return changed.count
    }
  }
  return unsafe mutation.inPlace(data, count)
}
