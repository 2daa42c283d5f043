/// Tables of measurements with the conditions they were made under, as a Markdown page.
package struct ResultPage: Sendable {
  /// What was measured, as in "Speed of packing".
  package var title: String
  /// The file name of a picture that stands above the tables; nil for none.
  package var picture: String?
  package var tables: [ResultTable]

  package init(title: String, picture: String? = nil, tables: [ResultTable]) {
    (self.title, self.picture, self.tables) = (title, picture, tables)
  }

  /// The page as Markdown (GitHub Flavored Markdown, which has tables).
  package func markdown(_ conditions: MeasurementConditions) -> String {
    var parts = ["# \(title)"]
    let facts = [
      ("program", conditions.program), ("machine", conditions.machine),
      ("compiler", conditions.toolchain), ("date", conditions.date),
    ]
    let command = conditions.command.map { ["- command: `\($0)`"] } ?? []
    parts.append((facts.map { "- \($0): \($1)" } + command).joined(separator: "\n"))
    if let picture { parts.append("![\(title)](\(picture))") }
    for table in tables {
      if let heading = table.heading { parts.append("## \(heading)") }
      parts.append(table.markdown)
      if !table.notes.isEmpty {
        parts.append(table.notes.map { "- \($0)" }.joined(separator: "\n"))
      }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }
}

/// A table of measurements.
package struct ResultTable: Sendable {
  /// Nil for the only table of a page.
  package var heading: String?
  /// The names of the columns. The first column holds names.
  package var columns: [String]
  package var rows: [[String]]
  /// Whether the other columns hold text, and not numbers, which are aligned at the right.
  package var isText = false
  /// Notes on the table, one line each.
  package var notes: [String]

  package init(
    heading: String? = nil, columns: [String], rows: [[String]], notes: [String] = []
  ) {
    (self.heading, self.columns) = (heading, columns)
    (self.rows, self.notes) = (rows, notes)
  }

  var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    let rule = columns.indices.map { $0 == 0 || isText ? "---" : "---:" }
    return ([columns, rule] + rows).map(line).joined(separator: "\n")
  }
}
