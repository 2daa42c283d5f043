import Files
import Images
import Learning
import PictureCodec
import TestSupport
import Testing

@Suite struct FolderSurveyTests {
  @Test func `like pictures are found together, whatever else there is`() throws {
    let scratch = try ScratchFolder()
    try scratch.makeFolder("in")
    for index in 0..<5 {
      try scratch.write(Discs.file(index, side: 12), to: "in/grey-\(index).png")
      try scratch.write(Discs.file(index, side: 12, .grey), to: "in/again-\(index).png")
      try scratch.write(Discs.file(index, side: 12, .greyAlpha), to: "in/clear-\(index).png")
    }
    try scratch.write(Discs.file(0, side: 12, .rgb), to: "in/colour.png")
    try scratch.write(Discs.file(0, side: 13), to: "in/larger.png")
    try scratch.write(Array("no picture".utf8), to: "in/text.png")
    let survey = try FolderSurvey.survey([scratch.path(of: "in")], excluding: [])
    #expect(survey.groups.map(\.shape.text) == ["12x12x1", "12x12x3", "13x13x1"])
    // A picture and its copies, and the same with alpha, are one thing to learn.
    let first = survey.groups[0]
    #expect(first.paths.count == 15 && first.count == 5)
    #expect(first.samples.count == 5 * 144)
    #expect(Array(first.samples[144..<288]) == Discs.image(1, side: 12).samples)
    #expect(first.keys[2] == LearnedModel.Key(Discs.image(2, side: 12)))
    let some = try FolderSurvey.survey([scratch.path(of: "in")], excluding: ["*-3.png", "c*"])
    #expect(some.groups.map(\.count) == [4, 1])
  }

  @Test func `nothing is found where nothing is alike, and an input that is not there is named`()
    throws
  {
    let scratch = try ScratchFolder()
    #expect(try FolderSurvey.survey([scratch.path], excluding: []).groups.isEmpty)
    #expect(throws: WalkError.self) {
      try FolderSurvey.survey([scratch.path(of: "missing")], excluding: [])
    }
  }
}
