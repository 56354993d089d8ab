import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct HandleTableTests {
  @Test func `What was imported twice is released twice and closed once`() throws {
    let bench = try Bench()
    let file = try MemoryFile.make(name: "m", count: 4096, kernel: bench.kernel)
    let copy = try file.duplicated()
    let first = try bench.card.importHandle(of: file.rawValue)
    let second = try bench.card.importHandle(of: copy.rawValue)
    #expect(first == second)
    #expect(bench.card.liveHandles == 1)
    bench.card.release(first)
    #expect(bench.driver.liveHandles == 1)
    #expect(bench.kernel.count(of: .ioctl(cdrm_GEM_CLOSE)) == 0)
    bench.card.release(second)
    #expect(bench.driver.liveHandles == 0)
    #expect(bench.card.liveHandles == 0)
    #expect(bench.kernel.count(of: .ioctl(cdrm_GEM_CLOSE)) == 1)
  }

  @Test func `A handle that is not in the table is not closed`() throws {
    let bench = try Bench()
    bench.card.release(77)
    let dumb = try bench.card.createDumb(width: 16, height: 16, bitsPerPixel: 32)
    bench.card.release(dumb.handle)
    bench.card.release(dumb.handle)
    #expect(bench.kernel.count(of: .ioctl(cdrm_GEM_CLOSE)) == 1)
  }

  @Test func `A buffer that comes home is the handle it left with`() throws {
    let bench = try Bench()
    let dumb = try bench.card.createDumb(width: 16, height: 16, bitsPerPixel: 32)
    let exported = try bench.card.export(dumb.handle)
    #expect(try bench.card.importHandle(of: exported.rawValue) == dumb.handle)
    bench.card.release(dumb.handle)
    #expect(bench.driver.liveHandles == 1)
    bench.card.release(dumb.handle)
    #expect(bench.driver.liveHandles == 0)
  }

  @Test func `A handle of any number is counted, and is gone with its last holder`() {
    var counts = HandleCounts()
    let numbers: [UInt32] = [0, 1, HandleCounts.listed - 1, HandleCounts.listed, .max]
    for number in numbers + numbers { counts.add(number) }
    #expect(counts.live == numbers.count)
    for (left, number) in numbers.enumerated().reversed() {
      let ends = (0..<3).map { _ in counts.remove(number) }
      #expect(ends == [false, true, false], "\(number)")
      #expect(counts.live == left)
    }
  }

  @Test func `An import that fails leaves the table as it was`() throws {
    let bench = try Bench()
    bench.kernel.fail(.ioctl(cdrm_PRIME_FD_TO_HANDLE), with: EINVAL)
    #expect(throws: SystemCallError.self) {
      _ = try bench.card.importHandle(of: bench.memory.descriptor)
    }
    #expect(bench.card.liveHandles == 0)
  }

  @Test func `Many threads share one table`() async throws {
    let bench = try Bench()
    let (card, descriptor) = (bench.card, bench.memory.descriptor)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<50 { card.release(try card.importHandle(of: descriptor)) }
        }
      }
      try await group.waitForAll()
    }
    #expect(bench.driver.liveHandles == 0)
    #expect(bench.card.liveHandles == 0)
    // The fake answers EINVAL to a handle that it does not know; then imports would have failed.
    #expect(bench.kernel.count(of: .ioctl(cdrm_PRIME_FD_TO_HANDLE)) == 400)
  }

  @Test func `A driver without DRM_RDWR exports all the same`() throws {
    var traits = FakeCard.Traits()
    traits.exportsWritable = false
    let bench = try Bench(traits)
    let dumb = try bench.card.createDumb(width: 16, height: 16, bitsPerPixel: 32)
    let exported = try bench.card.export(dumb.handle)
    #expect(isCloseOnExec(exported.rawValue))
    #expect(bench.kernel.count(of: .ioctl(cdrm_PRIME_HANDLE_TO_FD)) == 2)
  }

  @Test("Any other refusal of an export is final", arguments: [ENOSYS, ENODEV, EMFILE, EACCES])
  func exportRefused(errno: CInt) throws {
    let bench = try Bench()
    let dumb = try bench.card.createDumb(width: 16, height: 16, bitsPerPixel: 32)
    bench.kernel.fail(.ioctl(cdrm_PRIME_HANDLE_TO_FD), with: errno)
    #expect(
      throws: SystemCallError(
        call: "DRM_IOCTL_PRIME_HANDLE_TO_FD", errno: Errno(rawValue: errno), path: Bench.card)
    ) {
      _ = try bench.card.export(dumb.handle)
    }
    #expect(bench.kernel.count(of: .ioctl(cdrm_PRIME_HANDLE_TO_FD)) == 1)
  }
}
