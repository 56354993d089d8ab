import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct FormatTableTests {
  private let gpu = LayoutModifier.implicit(on: Device("gpu"))
  private let camera = LayoutModifier.implicit(on: Device("camera"))

  private func table(_ pairs: (PixelFormat, LayoutModifier)...) -> FormatTable {
    FormatTable(pairs.map { FormatModifier($0, $1) })
  }

  @Test func `An implicit layout meets only that of the same device`() {
    let mine = table((.nv12, gpu))
    #expect(mine.merged(with: table((.nv12, gpu))) == mine)
    #expect(mine.merged(with: table((.nv12, camera))).isEmpty)
  }

  @Test func `A linear layout is never implicit`() {
    #expect(table((.nv12, gpu)).merged(with: table((.nv12, .linear))).isEmpty)
    #expect(
      table((.nv12, gpu), (.nv12, .linear)).merged(with: table((.nv12, .linear))).pairs
        == [FormatModifier(.nv12, .linear)])
    #expect(gpu.explicitModifier == nil)
    #expect(LayoutModifier.linear.explicitModifier == .linear)
  }

  @Test func `Any layout of a format meets every layout of that format only`() {
    let half = FormatTable([.nv12: .any])
    let rows = table((.nv12, .xTiled), (.nv12, gpu), (.xrgb8888, .linear))
    #expect(
      half.merged(with: rows).pairs
        == [FormatModifier(.nv12, .xTiled), FormatModifier(.nv12, gpu)])
    #expect(half.contains(FormatModifier(.nv12, camera)))
    #expect(!half.contains(FormatModifier(.xrgb8888, .linear)))
  }

  @Test func `Any format in a layout meets every format in that layout only`() {
    let half = FormatTable.everyFormat(in: .only([.linear]))
    let rows = table((.nv12, .linear), (.nv12, .xTiled), (.xrgb8888, gpu))
    #expect(half.merged(with: rows).pairs == [FormatModifier(.nv12, .linear)])
    #expect(
      half.merged(with: FormatTable([.yuyv: .any])).pairs
        == [FormatModifier(.yuyv, .linear)])
  }

  @Test func `A row of its own overrules what holds for other formats`() {
    let table = FormatTable([.nv12: .only([.xTiled]), .yuyv: .only([])], otherFormats: .any)
    #expect(table.contains(FormatModifier(.nv12, .xTiled)))
    #expect(!table.contains(FormatModifier(.nv12, .linear)))
    #expect(!table.contains(FormatModifier(.yuyv, .linear)))
    #expect(table.contains(FormatModifier(.xrgb8888, .linear)))
  }

  @Test func `A table without a layout is empty`() {
    #expect(FormatTable([:]).isEmpty)
    #expect(FormatTable([.nv12: .only([])]).isEmpty)
    #expect(FormatTable.everyFormat(in: .only([])).isEmpty)
    #expect(!FormatTable.any.isEmpty)
    #expect(FormatTable([:]).description == "no format")
  }

  @Test func `A table groups its formats by their layouts`() {
    let table = FormatTable(
      [.nv12: .only([.linear, .xTiled]), .xrgb8888: .only([.linear]), .rgb565: .only([.linear])],
      otherFormats: .only([gpu]))
    #expect(
      table.description
        == "NV12 in LINEAR, I915_X_TILED; XR24 RG16 in LINEAR; any format in implicit (gpu)")
  }
}
