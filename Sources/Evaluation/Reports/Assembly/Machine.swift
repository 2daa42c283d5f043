import Files
import Foundation

/// The machine this runs on, for the record of a measurement.
package enum Machine {
  /// As in "Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz, 2 cores, Linux".
  package static var description: String {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return "\(processor), \(cores) core\(cores == 1 ? "" : "s"), \(system)"
  }

  /// The compiler that made this program, as in "Swift 6.3".
  package static var toolchain: String {
    #if compiler(>=6.5)
      "Swift 6.5 or later"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }

  private static var system: String {
    #if os(macOS)
      "macOS"
    #else
      "Linux"
    #endif
  }

  #if os(macOS)
    private static var processor: String {
      var size = 0
      guard unsafe sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0 else {
        return architecture
      }
      var name = [CChar](repeating: 0, count: size)
      _ = unsafe sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0)
      return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  #else
    private static var processor: String {
      let file = try? InputFile(path: Array("/proc/cpuinfo".utf8))
      let text = String(decoding: (try? file?.readAll(limit: 1 << 24)) ?? [], as: UTF8.self)
      let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
      let name = line?.split(separator: ":", maxSplits: 1).last?.split(separator: " ")
      return name.map { $0.joined(separator: " ") } ?? architecture
    }
  #endif

  private static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "processor of unknown name"
    #endif
  }
}
