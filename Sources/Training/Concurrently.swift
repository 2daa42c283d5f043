/// Calls `body` for all parts, some at a time, and gives what it gave in the order of the parts.
package func concurrently<Part: Sendable, Result: Sendable>(
  _ parts: [Part], threads: Int, _ body: @escaping @Sendable (Part) -> Result
) async -> [Result] {
  await withTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: parts.count)
    for (index, part) in parts.enumerated() {
      if index >= threads, let (done, result) = await group.next() { results[done] = result }
      group.addTask { (index, body(part)) }
    }
    for await (done, result) in group { results[done] = result }
    return results.compactMap(\.self)
  }
}
