import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// What a checker is sent by a peer that errs or lies, and what texts must not hide.
@Suite struct HostileAgreementTests {
  @Test func `A listed domain tells only what it takes`() {
    #expect(
      StrideDomain(multipleOf: 64, listed: [100, 128]).description
        != StrideDomain(listed: [100, 128]).description)
    #expect(
      SizeDomain(maximum: Extent(1, 1), discrete: [Extent(2, 2)]).description
        != SizeDomain(discrete: [Extent(2, 2)]).description)
  }
  @Test func `Who offers nothing is at fault`() throws {
    let idle = Participant("idle", device: nil, offers: [])
    let conflict = try #require(Problem(64, 64, idle).conflict())
    #expect(!conflict.description.contains("none of the allocators"))
  }
  @Test func `No buffers at all are too few`() throws {
    let p = Problem(64, 64, Participant("a", .takes(.nv12)))
    var a = try p.best()
    a.bufferCount = 0
    #expect(Checker(p).violations(of: a) != [])
  }
  @Test func `Room for another size counts the allocator's strides`() throws {
    var p = Problem(
      15, 3, Participant("a", .takes(.r8), .requiredSizes(RequiredSizes([Extent(33, 9)]))))
    p.allocators = [
      Production("m", strides: StrideDomain(multipleOf: 8), isContiguous: false, evidence: .assumed)
    ]
    var a = try p.best()
    #expect(a.size == 360)
    a.layout = .planned(a.layout.planes ?? [], sizes: [359])
    #expect(Checker(p).violations(of: a) != [])
  }
  @Test func `Room for another size counts rows and tail`() throws {
    let p = Problem(
      16, 4,
      Participant(
        "a", .takes(.r8), .memorySize(SizeInMemory(rowPadding: 2, tail: 16)),
        .requiredSizes(RequiredSizes([Extent(32, 8)]))))
    var a = try p.best()
    #expect(a.size == 32 * 10 + 16)
    a.layout = .planned(a.layout.planes ?? [], sizes: [256])
    #expect(Checker(p).violations(of: a) != [])
  }
  @Test func `Linear and published layouts have their own plane count`() throws {
    #expect(
      Problem(16, 16, Participant("a", .takes(.nv12), .planeCount(3))).survey().agreements == [])
    var t = Problem(16, 16, Participant("a", .takes(.xrgb8888, in: .compressed), .planeCount(3)))
    t.allocators = [Production("m", formats: .any, isContiguous: false, evidence: .assumed)]
    #expect(t.survey().agreements == [])
  }
  @Test func `The checker counts the planes of linear`() throws {
    let a = Problem(16, 16, Participant("a", .takes(.nv12)))
    let b = Problem(16, 16, Participant("a", .takes(.nv12), .planeCount(3)))
    #expect(Checker(b).violations(of: try a.best()) != [])
  }
  // Each of these ended the process when it was found.
  @Test func `More planes than the format has do not stop the checker`() throws {
    let p = Problem(
      16, 16,
      Participant(
        "a", .takes(.xrgb8888), .arrangement(PlaneArrangement(isProportional: true)),
        .pixelStride(PixelStride(multipleOf: 1), plane: nil)))
    var a = try p.best()
    let plane = try #require(a.layout.planes?.first)
    a.layout = .planned([plane, plane, plane, plane], sizes: [4096])
    #expect(Checker(p).violations(of: a) != [])
  }
  @Test func `The greatest counts do not stop the checker`() throws {
    let p = Problem(16, 16, Participant("a", .takes(.nv12)))
    var q = p
    let greatest = Term.count(BufferCount(held: .max, dedicatedSlack: .max, sharedSlack: .max))
    q.participants = [Participant("a", .takes(.nv12), greatest), Participant("b", greatest)]
    #expect(Checker(q).violations(of: try p.best()) != [])
  }
  @Test func `The greatest required sizes do not stop the checker`() throws {
    let p = Problem(16, 16, Participant("a", .takes(.r8)))
    let q = Problem(
      16, 16, Participant("a", .takes(.r8), .requiredSizes(RequiredSizes([Extent(.max - 5, 1)]))))
    #expect(Checker(q).violations(of: try p.best()) != [])
  }
}
