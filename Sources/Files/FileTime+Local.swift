import CPlatform

extension FileTime {
  /// Date and time of this place to the minute, as `ls --time-style=long-iso` shows them.
  package var localDescription: String {
    var seconds = time_t(self.seconds)
    var parts = unsafe tm()
    guard unsafe localtime_r(&seconds, &parts) != nil else { return "\(seconds)" }
    let capacity = 64
    var text = [CChar](repeating: 0, count: capacity)
    let count = unsafe strftime(&text, capacity, "%Y-%m-%d %H:%M", &parts)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
