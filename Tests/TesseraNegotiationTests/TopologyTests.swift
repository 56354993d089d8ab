import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct TopologyTests {
  private func maker(_ topology: Topology = .any, largest: Bytes? = nil) -> Production {
    Production(
      "maker", topology: topology, isContiguous: false, largestBuffer: largest, evidence: .assumed)
  }

  private func problem(_ allocator: Production, _ participants: Participant...) -> Problem {
    Problem(extent: Extent(64, 64), participants: participants, allocators: [allocator])
  }

  @Test func `One plane in a buffer of its own is all planes in one buffer`() throws {
    let apart = Participant("a", .takes(.xrgb8888), .topology(.bufferPerPlane))
    let together = Participant("b", .takes(.xrgb8888), .topology(.oneBuffer))
    #expect(try problem(maker(), apart, together).best().topology == .oneBuffer)
    #expect(try problem(maker(.oneBuffer), apart).best().topology == .oneBuffer)
    #expect(try problem(maker(.bufferPerPlane), together).best().topology == .oneBuffer)
    #expect(problem(maker([]), together).survey().agreements == [])
  }

  @Test func `A format of several planes is offered once for each number of buffers`() {
    let survey = problem(maker(), Participant("a", .takes(.nv12))).survey()
    #expect(Set(survey.agreements.map(\.topology)) == [.oneBuffer, .bufferPerPlane])
    #expect(survey.agreements.map(\.sizes).contains([6144]))
    #expect(survey.agreements.map(\.sizes).contains([4096, 2048]))
  }

  @Test func `The greatest buffer is asked of each buffer`() throws {
    let apart = Participant("a", .takes(.nv12), .topology(.bufferPerPlane))
    #expect(try problem(maker(largest: 4096), apart).best().sizes == [4096, 2048])
    let refutations = problem(maker(largest: 4095), apart).survey().refutations
    #expect(refutations.map(\.obstacle) == [.tooLarge(limit: 4095)])
    let together = Participant("a", .takes(.nv12), .topology(.oneBuffer))
    #expect(problem(maker(largest: 6143), together).survey().agreements == [])
    #expect(try problem(maker(largest: 6144), together).best().sizes == [6144])
  }

  @Test func `Each buffer is a whole number of what sizes are multiples of`() throws {
    let apart = Participant(
      "a", .takes(.nv12), .topology(.bufferPerPlane),
      .memorySize(SizeInMemory(tailRows: 1, tail: 1, sizeMultiple: 1000)))
    // 64 more for a row and one byte: 4161 and 2113.
    #expect(try problem(maker(), apart).best().sizes == [5000, 3000])
  }
}
