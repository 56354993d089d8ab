import CDRM
import CLinux
import Foundation
import Tessera
import Testing

/// Every system call of an allocation, made to fail in turn by `strace`, in a process of its own.
///
/// Not among them: the memory that the language's runtime takes for itself, without which no program
/// goes on, and what a driver's library does before the first buffer.
extension LabTests {
  @Suite(
    "C10: system calls that fail", .serialized,
    .enabled(if: Lab.triesFaults, "takes minutes: TESSERA_FAULTS=1"))
  struct FaultTests {
    /// Allocators as the probe calls them.
    private static let all =
      [
        "heap:/dev/dma_heap/system", "udmabuf", "shared-memory", "dumb:\(Lab.vkms)",
        "dumb:\(Lab.bochs)", "dumb:\(Lab.virtioGPU)", "v4l2:\(Lab.vivid)",
        "v4l2:\(Lab.multiplanarVivid)", "gbm:\(Lab.vkms)", "gbm:\(Lab.bochs)",
        "gbm:\(Lab.virtioGPU)", "vulkan",
      ] + (Lab.contiguousHeapPath.map { ["heap:\($0)"] } ?? [])

    /// All of them for TESSERA_FAULTS=1; else those that begin with one of its words, parted by commas.
    static let subjects = all.filter { subject in
      Lab.faults == "1" || Lab.faults.split(separator: ",").contains { subject.hasPrefix($0) }
    }

    /// A call and the errno that it is to answer.
    private struct Fault: CustomStringConvertible {
      let call: TracedCall
      let errno: String
      var isInterruption: Bool { errno == "EINTR" }
      var description: String { "\(errno) of \(call)" }
    }

    /// What a run of the probe said.
    private struct Answer: CustomStringConvertible {
      let calls: [TracedCall]
      let status: Int32
      let description: String
      let words: [String: [String]]

      func line(_ word: String) -> String { (words[word] ?? []).joined(separator: " ") }
      var isSuccess: Bool { line("outcome") == "success" }
    }

    @Test(
      "P14: whichever fails, the error is told, nothing stays behind, and the next allocation works",
      arguments: subjects)
    func everyCall(_ subject: String) throws {
      let calm = try run(subject)
      try #require(calm.isSuccess, "\(calm)")
      #expect(calm.line("left") == "0 0 0" && calm.line("then") == "0 0 0", "\(calm)")
      let faults = Self.faults(in: calm.calls)
      // Allocating, mapping, sharing and freeing have at least one call each.
      #expect(Set(faults.compactMap(\.call.phase)) == [1001, 1002, 1003, 1004], "\(faults)")
      let seconds = try ContinuousClock().measure {
        for fault in faults { try check(fault, of: subject) }
      }
      print("\(subject): \(faults.count) calls failed in \(seconds.components.seconds) s")
    }

    private func check(_ fault: Fault, of subject: String) throws {
      let answer = try run(subject, fault)
      let told = "\(fault): \(answer)"
      // What failed is what was meant.
      let struck = answer.calls.filter(\.isInjected)
      #expect(struck.map(\.kind) == [fault.call.kind], "\(told)")
      try #require(answer.status == 0, "\(told)")
      if !Self.isOfLibrary(fault.call, subject) {
        // And when it was meant: a process that made one call more or fewer before would be struck elsewhere.
        #expect(struck.map(\.phase) == [fault.call.phase], "\(told)")
        #expect(struck.map(\.place) == [fault.call.place], "\(told)")
      }
      if Self.isOfLibrary(fault.call, subject) {
        // Which errors Mesa tells of its own calls, and what it forgets to give back then, is Mesa's; but
        // nothing more is lost by going on.
        // Vulkan's threads make calls too, so that the fault may strike one before the first that is counted.
        #expect(
          answer.isSuccess || !answer.line("message").isEmpty || !answer.line("problem").isEmpty,
          "\(told)")
        #expect(answer.line("then") == answer.line("left"), "\(told)")
        // virgl's buffer whose handle is kept counts three times: Mesa has three descriptors of one open card.
        if answer.line("left") != "0 0 0" {
          print("\(subject): after \(fault), \(answer.line("left")) stay")
        }
        return
      }
      #expect(
        answer.isSuccess == (fault.isInterruption || Self.isForgiven(fault.call)), "\(told)")
      if !answer.isSuccess {
        #expect(answer.line("errno") == "\(Self.number(fault.errno))", "\(told)")
        #expect(answer.line("message").contains(fault.errno), "\(told)")
      }
      // What the kernel was kept from freeing is all that is left.
      let left = fault.isInterruption ? "0 0 0" : Self.kept(by: fault.call)
      #expect(answer.line("left") == left, "\(told)")
      #expect(answer.line("then") == left, "\(told)")
    }

    private func run(_ subject: String, _ fault: Fault? = nil) throws -> Answer {
      let options =
        fault.map { fault in
          [
            "--seccomp-bpf", "-e", "trace=\(fault.call.name),lseek", "-e",
            "inject=\(fault.call.name):error=\(fault.errno):when=\(fault.call.ordinal)",
          ]
        } ?? []
      // With a GPU, Mesa's first process of a machine marks its cache of shaders, and makes a few calls more
      // than those that come after it.
      let (calls, output, status) = try Trace.run(
        ["-E", "MESA_SHADER_CACHE_DISABLE=true"] + options, ["AllocatorProbe", subject])
      var words: [String: [String]] = [:]
      for line in output.split(separator: "\n") {
        let parts = line.split(separator: " ").map(String.init)
        if let first = parts.first { words[first] = Array(parts.dropFirst()) }
      }
      return Answer(calls: calls, status: status, description: output, words: words)
    }

    /// The calls between the marks that are an allocator's own, each with the errnos that it is given.
    private static func faults(in calls: [TracedCall]) -> [Fault] {
      var mapped: Set<String> = []
      var faults: [Fault] = []
      for call in calls {
        if call.name == "mmap", call.arguments.count > 4 {
          if call.arguments[4] == "-1" {
            mapped.remove(call.result)
          } else {
            mapped.insert(call.result)
          }
        }
        guard let phase = call.phase, phase < 1005 else { continue }
        let isOwn =
          switch call.name {
          case "mmap": call.arguments.count > 4 && call.arguments[4] != "-1"
          case "munmap": mapped.contains(call.arguments.first ?? "")
          case "lseek": call.arguments.first != "-1"
          default: errnos[call.name] != nil
          }
        guard isOwn else { continue }
        for errno in errnos[call.name] ?? [] { faults.append(Fault(call: call, errno: errno)) }
      }
      return faults
    }

    private static let errnos: [String: [String]] = [
      "ioctl": ["ENOMEM", "EINTR"], "mmap": ["ENOMEM"], "munmap": ["ENOMEM"],
      "memfd_create": ["EMFILE"], "ftruncate": ["EIO"],
      "fallocate": ["ENOSPC", "EINTR"], "fcntl": ["EMFILE"], "lseek": ["EIO"],
      "fstat": ["EIO"], "newfstatat": ["EIO"], "statx": ["EIO"], "openat": ["EMFILE"],
      "read": ["EIO"], "readlink": ["EIO"], "close": ["EIO"], "poll": ["ENOMEM", "EINTR"],
    ]

    private static func number(_ errno: String) -> Int32 {
      [
        "ENOMEM": ENOMEM, "EMFILE": EMFILE, "EIO": EIO, "EINTR": EINTR, "ENOSPC": ENOSPC,
      ][errno] ?? 0
    }

    /// Whether a call is made by Mesa, behind GBM or Vulkan, and not by Tessera.
    private static func isOfLibrary(_ call: TracedCall, _ subject: String) -> Bool {
      // All requests but those of dma-bufs.
      let isOfDevice = call.name == "ioctl" && (request(call) >> 8) & 0xff != 0x62
      // A driver of Vulkan that has no GPU makes, maps, shares and frees memory files as Tessera does.
      return subject.hasPrefix("gbm:") && isOfDevice
        || subject == "vulkan" && (isOfDevice || !["lseek", "ioctl"].contains(call.name))
    }

    /// Names are a help, not a promise; files that cannot be looked at have a ledger of their own;
    /// and nobody can do anything about what will not be freed.
    private static func isForgiven(_ call: TracedCall) -> Bool {
      switch call.name {
      case "close", "munmap", "fstat", "newfstatat", "statx": true
      case "ioctl":
        [cdrm_GEM_CLOSE, clinux_DMA_BUF_SET_NAME, clinux_VIDIOC_REQBUFS].contains(request(call))
      default: false
      }
    }

    /// Descriptors, mappings and handles that stay when the kernel is kept from freeing one.
    private static func kept(by call: TracedCall) -> String {
      switch call.name {
      case "close": "1 0 0"
      case "munmap": "0 1 0"
      case "ioctl" where [cdrm_GEM_CLOSE, cdrm_MODE_DESTROY_DUMB].contains(request(call)): "0 0 1"
      default: "0 0 0"
      }
    }

    private static func request(_ call: TracedCall) -> UInt {
      call.arguments.dropFirst().first.flatMap { UInt($0.dropFirst(2), radix: 16) } ?? 0
    }
  }
}
