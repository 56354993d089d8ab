// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import Synchronization
internal import SystemPackage
internal import Tessera

/// A pool of either kind.
final class PoolHandle: Sendable {
  enum Kind: Sendable {
    case queue(BufferPool)
    case swapchain(Swapchain)
  }
  let kind: Kind
  init(_ kind: Kind) { self.kind = kind }

  var statistics: PoolStatistics {
    switch kind {
    case .queue(let pool): pool.statistics
    case .swapchain(let chain): chain.statistics
    }
  }

  func acquire() throws(AllocationError) -> LeaseHandle? {
    switch kind {
    case .queue(let pool):
      guard let lease = try pool.tryAcquire() else { return nil }
      return LeaseHandle(lease)
    case .swapchain(let chain):
      guard let image = try chain.tryAcquire() else { return nil }
      return LeaseHandle(image)
    }
  }
}

/// A buffer that is lent by a pool of either kind.
final class LeaseHandle: Sendable {
  let buffer: Buffer
  let index: UInt32
  let age: UInt32
  private let lease: Mutex<BufferPool.Lease?>
  private let image: Mutex<Swapchain.Image?>

  init(_ lease: consuming BufferPool.Lease) {
    buffer = lease.buffer
    index = UInt32(lease.index)
    age = 0
    self.lease = Mutex(consume lease)
    image = Mutex(nil)
  }

  init(_ image: consuming Swapchain.Image) {
    buffer = image.buffer
    index = UInt32(image.index)
    age = UInt32(clamping: image.age)
    lease = Mutex(nil)
    self.image = Mutex(consume image)
  }

  func present() throws(Failure) {
    guard image.withLock({ $0?.present() }) != nil else {
      throw Failure(.notSupported, "queue", "a queue's buffers have no age")
    }
  }

  func release(after fence: Fence?) {
    lease.withLock { $0.take() }?.release(after: fence)
    image.withLock { $0.take() }?.release(after: fence)
  }
}

@c @implementation
public func tessera_pool_create(
  _ allocator: OpaquePointer?, _ agreement: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ kind: UInt32, _ count: UInt32, _ pool: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: pool, error) {
    let allocator = try required(allocator, AllocatorHandle.self).allocator
    let plan = try plan(agreement, name, by: allocator)
    let size: PoolSize = count == 0 ? .asAgreed : .fixed(Int(count))
    switch kind {
    case TESSERA_POOL_QUEUE.rawValue:
      return PoolHandle(.queue(try BufferPool(plan, from: allocator, size: size)))
    case TESSERA_POOL_SWAPCHAIN.rawValue:
      return PoolHandle(.swapchain(try Swapchain(plan, from: allocator, size: size)))
    default: throw Failure.invalid("\(kind) is no kind of pool")
    }
  }
}

@c @implementation
public func tessera_pool_destroy(_ pool: OpaquePointer?) { end(pool, PoolHandle.self) }

@c @implementation
public func tessera_pool_acquire(
  _ pool: OpaquePointer?, _ lease: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: lease, error) {
    guard let lease = try required(pool, PoolHandle.self).acquire() else {
      throw Failure(.resourceTemporarilyUnavailable, "none is free", "no buffer is free")
    }
    return lease
  }
}

@c @implementation
public func tessera_pool_statistics(
  _ pool: OpaquePointer?, _ statistics: UnsafeMutablePointer<tessera_pool_statistics>?
) -> CInt {
  report {
    let known = try required(pool, PoolHandle.self).statistics
    var told = CTessera.tessera_pool_statistics()
    told.buffers = UInt32(clamping: known.buffers)
    told.lent = UInt32(clamping: known.lent)
    told.most_lent = UInt32(clamping: known.mostLent)
    told.grown = UInt32(clamping: known.grown)
    told.acquired = known.acquired
    try write(told, to: statistics)
  }
}

@c @implementation
public func tessera_lease_buffer(_ lease: OpaquePointer?) -> OpaquePointer? {
  object(lease, LeaseHandle.self).map {
    OpaquePointer(Unmanaged.passUnretained($0.buffer).toOpaque())
  }
}

@c @implementation
public func tessera_lease_index(_ lease: OpaquePointer?) -> UInt32 {
  object(lease, LeaseHandle.self)?.index ?? 0
}

@c @implementation
public func tessera_lease_age(_ lease: OpaquePointer?) -> UInt32 {
  object(lease, LeaseHandle.self)?.age ?? 0
}

@c @implementation
public func tessera_lease_present(_ lease: OpaquePointer?) -> CInt {
  report { try required(lease, LeaseHandle.self).present() }
}

@c @implementation
public func tessera_lease_release(_ lease: OpaquePointer?, _ fence: OpaquePointer?) {
  object(lease, LeaseHandle.self)?.release(after: object(fence, Fence.self))
  end(lease, LeaseHandle.self)
}
