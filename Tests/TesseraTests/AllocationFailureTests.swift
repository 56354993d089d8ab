import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct AllocationFailureTests {
  @Test(
    "Whichever call fails, the error is told and nothing stays",
    arguments: Maker.allCases, [ENOMEM, EACCES, EMFILE, EINVAL, ENODEV])
  func everyCall(maker: Maker, errno: CInt) throws {
    let stage = Stage()
    let (allocator, card) = try maker.allocator(on: stage)
    let plan = BufferPlan(try agreement(.nv12, from: allocator.production))
    var before = DescriptorCensus(of: stage.kernel)
    var failures = 0
    var unfreed = 0
    var number = 0
    while true {
      number += 1
      let earlier = stage.kernel.calls.count
      stage.kernel.fail(callNumber: number, with: errno)
      var error: AllocationError?
      var hasStruck = false
      do throws(AllocationError) {
        let buffer = try allocator.allocate(plan)
        hasStruck = stage.kernel.heal()
        #expect(buffer.planes == plan.agreement.layout.planes)
      } catch let failure {
        hasStruck = stage.kernel.heal()
        error = failure
      }
      // A handle that the driver was kept from freeing is its own, and all that stays.
      if hasStruck, stage.kernel.calls[earlier + number - 1].call == .ioctl(cdrm_GEM_CLOSE) {
        #expect(error == nil)
        unfreed += 1
        before = DescriptorCensus(of: stage.kernel)
      }
      #expect(DescriptorCensus(of: stage.kernel) == before)
      #expect(stage.screen.liveHandles == unfreed)
      #expect(card?.node.liveHandles ?? 0 == 0)
      if let error {
        failures += 1
        #expect(error.cause?.errno == Errno(rawValue: errno))
        #expect(error.code == code(errno, of: error))
        #expect(error.step == step(of: error), "\(error)")
        #expect(error.description.contains(Errno(rawValue: errno).symbol))
      }
      guard hasStruck else { break }
      _ = try allocator.allocate(plan)
      #expect(DescriptorCensus(of: stage.kernel) == before)
    }
    // All calls but naming, but a look at how much memory is left, which small buffers take once, and but
    // an export that is tried again without DRM_RDWR.
    let looks: Set<Maker> = [.heap, .udmabuf, .sharedMemory]
    let forgiven =
      (maker.makesDMABuffers ? 1 : 0) + (looks.contains(maker) ? 1 : 0)
      + (maker == .dumb && errno == EINVAL ? 1 : 0)
    #expect(unfreed == (maker == .dumb ? 1 : 0))
    #expect(number - 1 - failures == forgiven + unfreed)
  }

  /// What an errno means, where it is the making itself that failed.
  private func code(_ errno: CInt, of error: AllocationError) -> AllocationError.Code {
    let making = ["DMA_HEAP_IOCTL_ALLOC", "UDMABUF_CREATE", "DRM_IOCTL_MODE_CREATE_DUMB"]
    let memory = ["memfd_create", "ftruncate", "fcntl(F_ADD_SEALS)", "fallocate"]
    guard let call = error.cause?.call else { return .systemCall }
    let queue = ["VIDIOC_S_FMT", "VIDIOC_CREATE_BUFS"]
    if errno == EINVAL, queue.contains(call) { return .unsupportedLayout }
    guard (making + memory + queue).contains(call) else { return .systemCall }
    return switch errno {
    case ENOMEM: .outOfMemory
    case EACCES: .notPermitted
    default: .systemCall
    }
  }

  /// What was being done when a call failed.
  private func step(of error: AllocationError) -> AllocationError.Step {
    switch error.cause?.call {
    case "VIDIOC_EXPBUF", "DRM_IOCTL_PRIME_HANDLE_TO_FD": .export
    // A new buffer is looked at; what a memory file is made of and sealed with belongs to its making.
    case "VIDIOC_QUERYBUF", "lseek", "fstat", "fcntl(F_GETFD)", "fcntl(F_GETFL)": .check
    default: .allocate
    }
  }

  @Test(
    "An allocation does not mind being interrupted in an ioctl",
    arguments: Maker.allCases.filter(\.makesDMABuffers))
  func interrupted(maker: Maker) throws {
    let stage = Stage()
    let (allocator, _) = try maker.allocator(on: stage)
    let plan = BufferPlan(try agreement(.nv12, from: allocator.production))
    let start = stage.kernel.calls.count
    do { _ = try allocator.allocate(plan) }
    let requests = Set(stage.kernel.calls[start...].map(\.call)).filter { call in
      if case .ioctl = call { true } else { false }
    }
    #expect(!requests.isEmpty)
    for request in requests {
      stage.kernel.fail(request, times: 2, with: EINTR)
      #expect(try allocator.allocate(plan).planes == plan.agreement.layout.planes)
      stage.kernel.heal()
    }
  }

  @Test func `A heap that gives too little is refused`() throws {
    let stage = Stage()
    let allocator = try stage.heapAllocator()
    let plan = BufferPlan(try agreement(.nv12, from: allocator.production))
    let before = DescriptorCensus(of: stage.kernel)
    stage.heap.give(lessBy: 8192)
    let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
    #expect(error?.code == .unexpectedResult)
    #expect(DescriptorCensus(of: stage.kernel) == before)
    stage.heap.give(lessBy: 0)
    _ = try allocator.allocate(plan)
  }

  @Test func `When one of several planes cannot be made, none stays`() throws {
    let stage = Stage()
    let allocator = try stage.heapAllocator()
    let plan = BufferPlan(try agreement(.yuv420, from: allocator.production, .bufferPerPlane))
    let before = DescriptorCensus(of: stage.kernel)
    stage.kernel.fail(.ioctl(clinux_DMA_HEAP_IOCTL_ALLOC), after: 2, with: ENOMEM)
    #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
    #expect(DescriptorCensus(of: stage.kernel) == before)
  }

  @Test(
    "A card that makes something else is refused",
    arguments: [FakeCard.Mischief.otherStride, .tooSmall])
  func misbehaving(mischief: FakeCard.Mischief) throws {
    let stage = Stage()
    let card = try stage.card()
    let allocator = try #require(card.dumbAllocator)
    let plan = BufferPlan(try agreement(.nv12, from: allocator.production))
    let before = DescriptorCensus(of: stage.kernel)
    stage.screen.misbehave(mischief)
    let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
    #expect(error?.code == .unexpectedResult)
    #expect(card.node.liveHandles == 0)
    #expect(DescriptorCensus(of: stage.kernel) == before)
    stage.screen.misbehave(.none)
    _ = try allocator.allocate(plan)
  }

  @Test("A kernel that takes no names makes buffers all the same", arguments: Maker.allCases)
  func nameless(maker: Maker) throws {
    let stage = Stage()
    let (allocator, _) = try maker.allocator(on: stage)
    stage.kernel.fail(.ioctl(clinux_DMA_BUF_SET_NAME), times: .max, with: ENOTTY)
    let plan = BufferPlan(try agreement(.nv12, from: allocator.production))
    _ = try allocator.allocate(plan)
    #expect(stage.kernel.bufferNames.isEmpty)
  }

  @Test func `The error says what to do`() throws {
    let stage = Stage()
    let allocator = try stage.heapAllocator()
    let plan = BufferPlan(try agreement(.nv12, from: allocator.production))
    func told(_ errno: CInt) -> String {
      stage.kernel.fail(.ioctl(clinux_DMA_HEAP_IOCTL_ALLOC), with: errno)
      let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
      return error?.description ?? ""
    }
    #expect(told(ENOMEM).hasPrefix("heap:system has no 460800 B left (DMA_HEAP_IOCTL_ALLOC"))
    #expect(told(ENOMEM).hasSuffix("(ENOMEM)); free buffers or choose another allocator"))
    #expect(told(EACCES).contains("may not allocate from /scripted/system"))
    #expect(told(EMFILE).contains("raise the limit (ulimit -n)"))
    #expect(
      told(EIO).hasSuffix("(DMA_HEAP_IOCTL_ALLOC of /scripted/system: Input/output error (EIO))"))
  }
}
