import CTesseraClient
import Foundation
import Testing
import TesseraC

/// What a C program finds when it uses every function of the header.
@Suite struct CInterfaceTests {
  @Test("A C program finds what the header says", arguments: Part.all)
  func client(part: Part) {
    let complaint = part.run().map { String(cString: $0) }
    #expect(complaint == nil)
  }

  @Test func `Every function of the header is implemented, and a C program links it`() throws {
    let header = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Headers/tessera.h"), encoding: .utf8)
    var seen: Set<String> = []
    let declared = header.matches(of: /\b(tessera_[a-z_]+)\(/).map { String($0.output.1) }
      .filter { seen.insert($0).inserted }
    var linked: [String] = []
    while let name = client_function_name(UInt32(linked.count)) {
      linked.append(String(cString: name))
    }
    #expect(linked == declared)
  }

  struct Part: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let run: @Sendable () -> UnsafePointer<CChar>?

    init(_ name: String, _ run: @escaping @Sendable () -> UnsafePointer<CChar>?) {
      testDescription = name
      self.run = run
    }

    static let all = [
      Self("every function takes NULL", client_calls_with_null),
      Self("older and newer callers", client_struct_sizes),
      Self("formats", client_formats),
      Self("an agreement", client_agreement),
      Self("a conflict", client_conflict),
      Self("documents", client_documents),
      Self("a buffer", client_buffer),
      Self("a buffer over a socket", client_transfer),
      Self("an allocator of one's own", client_foreign_allocator),
      Self("an importer of one's own", client_importers),
      Self("a verification", client_verification),
      Self("a pool", client_pool),
      Self("a pool that grows", client_pool_that_grows),
      Self("a swapchain", client_swapchain),
      Self("memory without fences") { client_fences(nil) },
      Self("live buffers") { client_live_buffers(nil) },
      Self("memory files") { client_memory_files(nil) },
      Self("devices", client_devices),
      Self("quirks", client_quirks),
      Self("a recording", client_recording),
      Self("a recording read", client_recording_read),
      Self("recordings joined", client_recordings_joined),
      Self("a prepared problem", client_prepared),
      Self("a survey", client_survey),
      Self("experience", client_experience),
      Self("facts of a buffer", client_buffer_facts),
      Self("a watch", client_watch),
      Self("feedback", client_feedback),
    ]
  }
}
