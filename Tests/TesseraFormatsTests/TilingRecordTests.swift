import Testing
import TesseraFormats

@Suite struct TilingRecordTests {
  @Test("What drivers answered is what is calculated", arguments: TilingFamily.all)
  func recorded(family: TilingFamily) throws {
    var (exact, driver, excepted) = (0, 0, 0)
    for record in try TilingRecord.read(family: family.name) {
      switch record.modifier.layout(
        of: record.format, extent: record.extent, strideMultiple: family.strideMultiple(record))
      {
      case .exact(let planes, let size):
        let agrees =
          planes.map { .init(stride: $0.stride.value, offset: $0.offset.value) } == record.planes
          && family.allocates(record, size.value)
        if agrees {
          exact += 1
        } else if family.exception(to: record) {
          excepted += 1
        } else {
          Issue.record(
            "\(record) \(record.size): \(planes.map { ($0.stride, $0.offset, $0.rows) }) \(size)")
        }
      case .driverChoice:
        driver += 1
      case .unsupported(let reason):
        Issue.record("\(record): \(reason)")
      }
    }
    #expect(exact == family.exact)
    #expect(driver == family.driverChoices)
    #expect(excepted == family.exceptions)
  }

  @Test func `What drivers say of the number of planes is what is counted`() throws {
    var seen = 0
    for line in try TilingRecord.lines(of: "planes") {
      let words = line.split(separator: " ")
      let modifier = Modifier(rawValue: try #require(UInt64(words[0], radix: 16)))
      for name in words.dropFirst(2) {
        let format = try #require(PixelFormat("\(name)"))
        #expect(modifier.memoryPlaneCount(for: format) == Int(words[1]), "\(modifier) \(name)")
        seen += 1
      }
    }
    #expect(seen == 2082)
  }
}
