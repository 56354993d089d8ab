import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// What the errors of V4L2 queues say: the step, the node, what is left and what helps.
@Suite struct VideoFailureTests {
  private func stage(_ change: (inout FakeCamera.Traits) -> Void = { _ in }) -> Stage {
    var traits = FakeCamera.Traits.recorder
    change(&traits)
    return Stage(recorder: traits)
  }

  private func plan(
    _ allocator: VideoAllocator, _ format: PixelFormat = .nv12
  ) throws -> BufferPlan {
    BufferPlan(try agreement(format, from: allocator.production))
  }

  /// The error of an allocation one of whose calls fails.
  private func failure(_ call: UInt, _ errno: CInt, on stage: Stage) throws -> AllocationError {
    let allocator = try stage.videoAllocator()
    stage.kernel.fail(.ioctl(call), with: errno)
    return try self.failure(of: allocator, try plan(allocator))
  }

  private func failure(of allocator: VideoAllocator, _ plan: BufferPlan) throws -> AllocationError {
    let error = try #require(
      #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) })
    #expect(error.path == Stage.recorderPath, "\(error)")
    return error
  }

  private static let memory =
    "MemAvailable:    8000 kB\nCmaTotal:       65536 kB\nCmaFree:          100 kB\n"

  @Test(
    "A contiguous queue without memory tells what is left of it, any other what there is of all",
    arguments: [
      (
        "videobuf2_dma_contig", memory,
        "102400 B of 67108864 B of contiguous memory are free, perhaps not in one piece "
          + "(CmaFree in /proc/meminfo)"
      ),
      (
        "videobuf2_dma_contig", "MemAvailable: 8000 kB\n",
        "this kernel sets no contiguous memory aside (CmaTotal is not in /proc/meminfo), and "
          + "8192000 B are available in pieces"
      ),
      (
        "videobuf2_vmalloc", memory,
        "8192000 B of memory are available (MemAvailable in /proc/meminfo)"
      ),
    ])
  func exhausted(exporter: String, report: String, words: String) throws {
    let stage = stage { $0.exporter = exporter }
    stage.kernel.write(report, to: "/proc/meminfo")
    let error = try failure(clinux_VIDIOC_CREATE_BUFS, ENOMEM, on: stage)
    #expect(error.message == "v4l2:video1 has no 460800 B left: \(words)")
    #expect(error.code == .outOfMemory)
    #expect(error.step == .allocate)
    #expect(error.hint == "free buffers or choose another allocator")
  }

  @Test(
    "Each call's failure tells the step, and what to do where something is known to help",
    arguments: [
      (clinux_VIDIOC_S_FMT, EBUSY, .allocate, "or release the importer of this one"),
      (clinux_VIDIOC_S_FMT, EINVAL, .allocate, "choose another format, size or allocator"),
      (clinux_VIDIOC_CREATE_BUFS, ENOBUFS, .allocate, "let some go, or agree on fewer"),
      (clinux_VIDIOC_CREATE_BUFS, ENODEV, .allocate, "plug it in again, or load its driver"),
      (clinux_VIDIOC_CREATE_BUFS, ENXIO, .allocate, "plug it in again, or load its driver"),
      (clinux_VIDIOC_CREATE_BUFS, EMFILE, .allocate, "raise the limit (ulimit -n)"),
      (clinux_VIDIOC_CREATE_BUFS, EIO, .allocate, nil),
      (clinux_VIDIOC_QUERYBUF, EIO, .check, nil),
      (clinux_VIDIOC_EXPBUF, EIO, .export, nil),
    ] as [(UInt, CInt, AllocationError.Step, String?)])
  func steps(call: UInt, errno: CInt, step: AllocationError.Step, hint: String?) throws {
    let error = try failure(call, errno, on: stage())
    #expect(error.step == step)
    #expect(error.errno == Errno(rawValue: errno))
    guard let hint else {
      #expect(error.hint == nil)
      return
    }
    #expect(error.hint?.hasSuffix(hint) == true, "\(error)")
  }

  @Test func `A preview fails while it plans`() throws {
    let stage = stage()
    let allocator = try stage.videoAllocator()
    let plan = try plan(allocator)
    stage.kernel.fail(.ioctl(clinux_VIDIOC_TRY_FMT), with: EINVAL)
    let error = #expect(throws: AllocationError.self) { _ = try allocator.preview(plan) }
    #expect(error?.step == .plan)
    #expect(error?.errno == .invalidArgument)
    #expect(error?.path == Stage.recorderPath)
  }

  @Test func `What a queue refuses by itself tells step, node and help as well`() throws {
    let keeping = stage()
    let allocator = try keeping.videoAllocator(keepingSlots: true)
    let buffer = try allocator.allocate(try plan(allocator))
    let occupied = try failure(of: allocator, try plan(allocator, .xrgb8888))
    #expect(buffer.planes.count == 2)
    #expect(occupied.code == .busy)
    #expect(occupied.step == .allocate)
    #expect(occupied.hint == "let them go first")

    let stubborn = try stage { $0.stride = { _, tight in tight + 64 } }.videoAllocator()
    var unaware = stubborn.production
    unaware.strides = .any
    let given = try failure(of: stubborn, BufferPlan(try agreement(.nv12, from: unaware)))
    #expect(given.code == .unsupportedLayout)
    #expect(given.step == .allocate)
    #expect(given.hint == "agree on what its production promises, or choose another allocator")

    let stage = stage { traits in
      traits.queue = 5
      traits.growsSingly = false
    }
    let whole = try stage.videoAllocator()
    var one = try plan(whole)
    one.agreement.bufferCount = 1
    let only = try whole.allocate(one)
    let full = try failure(of: whole, one)
    #expect(only.planes.count == 2)
    #expect(full.code == .outOfMemory)
    #expect(full.step == .allocate)
    #expect(full.hint == "agree on fewer, or let all of them go")

    let small = try self.stage { $0.shortage = 8192 }.videoAllocator()
    let short = try failure(of: small, try plan(small))
    #expect(short.code == .unexpectedResult)
    #expect(short.step == .check)
  }
}
