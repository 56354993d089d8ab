import CLinux
import Synchronization
import SystemPackage
import TesseraKernel

@testable import Tessera

/// What an allocator can do wrong.
enum Vice: Sendable {
  case sharesOneMemory
  case inherits
  case ignoresFormat
  case forgetsItsName
  case makesNothingOfNothing
  case loses
  case exportsOtherMemory
  case wipesWhatIsGivenBack
  case keeps
  case takesMemoryAlong
  case runsOutOfMemories
  case cutsSizes
  case straightensOffsets
  case failsUnderLoad
}

/// An allocator with one vice.
final class Rogue: Allocator {
  private static let once = Mutex<Buffer?>(nil)
  private static let kept = Mutex<Buffer?>(nil)
  private let good = SharedMemoryAllocator()
  private let made = Mutex<[Buffer]>([])
  private let vice: Vice
  var production: Production {
    var production = good.production
    if vice == .forgetsItsName { production.name = "somebody else" }
    return production
  }

  init(_ vice: Vice) { self.vice = vice }

  func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    if vice == .loses {
      _ = LinuxKernel().createMemoryFile("lost", flags: UInt32(MFD_CLOEXEC))
    }
    let buffer = try good.allocate(bent(plan))
    switch vice {
    case .inherits:
      buffer.withDescriptor(ofDMABuffer: 0) { _ = LinuxKernel().control($0, F_SETFD, 0) }
    case .sharesOneMemory:
      return Self.once.withLock { slot in
        if let known = slot, known.agreement == buffer.agreement { return known }
        slot = buffer
        return buffer
      }
    case .exportsOtherMemory:
      try changeMemory(of: buffer)
    case .failsUnderLoad:
      let isMuch = made.withLock { made in
        if made.count < 8 { made.append(buffer) }
        return made.count == 8
      }
      if isMuch { try changeMemory(of: buffer) }
    case .wipesWhatIsGivenBack: return try wiping(buffer, plan)
    case .keeps: Self.kept.withLock { $0 = buffer }
    case .takesMemoryAlong: made.withLock { $0.append(buffer) }
    case .runsOutOfMemories:
      return made.withLock { made in
        if made.count < 4 { made.append(buffer) }
        return made.count < 4 ? buffer : made[0]
      }
    default: break
    }
    return buffer
  }

  deinit {
    guard vice == .takesMemoryAlong else { return }
    let null = LinuxKernel().open("/dev/null", flags: O_RDWR)
    for buffer in made.withLock({ $0 }) {
      buffer.withDescriptor(ofDMABuffer: 0) { $0.become(CInt(null)) }
    }
    _ = clinux_close(CInt(null))
  }
}

extension Rogue {
  /// The plan as it is misunderstood.
  private func bent(_ plan: BufferPlan) -> BufferPlan {
    var plan = plan
    let layout = plan.agreement.layout
    switch vice {
    case .ignoresFormat: plan.agreement.pair = FormatModifier(.r8, .linear)
    case .makesNothingOfNothing where layout.planes == []:
      plan.agreement.layout = .planned(
        [AgreedPlane(buffer: 0, offset: 0, stride: 1, rows: 1, size: 1)], sizes: [1])
    case .cutsSizes:
      guard let planes = layout.planes, let sizes = layout.sizes else { break }
      plan.agreement.layout = .planned(planes, sizes: sizes.map { min($0, Bytes(1 << 20)) })
    case .straightensOffsets:
      guard var planes = layout.planes, let sizes = layout.sizes, let last = planes.indices.last
      else { break }
      planes[last].offset = Bytes(planes[last].offset.value & ~63)
      plan.agreement.layout = .planned(planes, sizes: sizes)
    default: break
    }
    return plan
  }

  /// Maps a buffer, and then has its descriptor be of other memory.
  private func changeMemory(of buffer: Buffer) throws(AllocationError) {
    let other = try good.allocate(BufferPlan(buffer.agreement))
    _ = try? buffer.withMutableBytes(ofPlane: 0) { _ in }
    other.withDescriptor(ofDMABuffer: 0) { other in
      buffer.withDescriptor(ofDMABuffer: 0) { $0.become(other) }
    }
  }

  /// A buffer whose bytes go when it does, whoever else has them.
  private func wiping(_ buffer: Buffer, _ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let mapping: MemoryMapping
    do {
      mapping = try MemoryMapping(
        buffer.memory[0].rawDescriptor, count: Int(buffer.memory[0].size.value), writable: true,
        kernel: LinuxKernel())
    } catch {
      throw AllocationError(.systemCall, "a rogue's map", step: .map, cause: error)
    }
    return Buffer(
      plan, planes: buffer.planes, memory: Array(buffer.memory), allocator: buffer.allocator,
      owner: Wiper(mapping))
  }
}

/// Wipes memory at its end.
private final class Wiper: Sendable {
  private let mapping: MemoryMapping

  init(_ mapping: consuming MemoryMapping) { self.mapping = mapping }

  deinit {
    mapping.withMutableBytes(in: 0..<mapping.count) { span in
      unsafe span.withUnsafeMutableBytes { bytes in
        _ = unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
      }
    }
  }
}

extension CInt {
  /// Makes this descriptor one of what another is open on; it stays its owner's to close.
  fileprivate func become(_ other: CInt) {
    _ = dup2(other, self)
    _ = LinuxKernel().control(self, F_SETFD, Int(FD_CLOEXEC))
  }
}
