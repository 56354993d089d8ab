// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import Synchronization
internal import SystemPackage
internal import Tessera

/// A pool, and whether its buffers have an age that counts.
final class PoolHandle: Sendable {
  let pool: BufferPool
  let isSwapchain: Bool

  init(_ pool: BufferPool, _ order: BufferPool.Order) {
    self.pool = pool
    isSwapchain = order == .newestContents
  }

  func acquire() throws(AllocationError) -> LeaseHandle? {
    guard let lease = try pool.tryAcquire() else { return nil }
    return LeaseHandle(lease, isSwapchain: isSwapchain)
  }

  func waitToAcquire(within limit: Duration?) throws(AllocationError) -> LeaseHandle {
    LeaseHandle(try pool.waitToAcquire(within: limit), isSwapchain: isSwapchain)
  }
}

/// A buffer that is lent by a pool.
final class LeaseHandle: Sendable {
  let buffer: Buffer
  let index: UInt32
  let age: UInt32
  private let isSwapchain: Bool
  private let lease: Mutex<BufferPool.Lease?>

  init(_ lease: consuming BufferPool.Lease, isSwapchain: Bool) {
    buffer = lease.buffer
    index = UInt32(lease.index)
    age = isSwapchain ? UInt32(clamping: lease.age) : 0
    self.isSwapchain = isSwapchain
    self.lease = Mutex(consume lease)
  }

  func present() throws(Failure) {
    guard isSwapchain else {
      throw Failure(.notSupported, "queue", "a queue's buffers have no age")
    }
    lease.withLock { $0?.present() }
  }

  func release(after fence: Fence?) { lease.withLock { $0.take() }?.release(after: fence) }
}

@c @implementation
public func tessera_pool_create(
  _ allocator: OpaquePointer?, _ agreement: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ kind: UInt32, _ count: UInt32, _ pool: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: pool, error) {
    try PoolHandle(
      allocator, agreement, name, kind, size: count == 0 ? .asAgreed : .fixed(Int(count)))
  }
}

@c @implementation
public func tessera_pool_create_growing(
  _ allocator: OpaquePointer?, _ agreement: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ kind: UInt32, _ limit: UInt32, _ pool: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: pool, error) {
    guard limit > 0 else { throw Failure.invalid("a pool of no buffers can lend none") }
    return try PoolHandle(allocator, agreement, name, kind, size: .growing(upTo: Int(limit)))
  }
}

@c @implementation
public func tessera_pool_create_of(
  _ buffers: UnsafePointer<OpaquePointer?>?, _ count: Int, _ kind: UInt32,
  _ pool: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: pool, error) {
    let buffers = try objects(buffers, count, Buffer.self, "buffers")
    guard !buffers.isEmpty else { throw Failure.invalid("a pool of no buffers can lend none") }
    let order = try order(kind)
    return PoolHandle(BufferPool(buffers, lending: order), order)
  }
}

/// The order of a number of `enum tessera_pool_kind`.
private func order(_ kind: UInt32) throws(Failure) -> BufferPool.Order {
  switch kind {
  case TESSERA_POOL_QUEUE.rawValue: .oldest
  case TESSERA_POOL_SWAPCHAIN.rawValue: .newestContents
  default: throw .invalid("\(kind) is no kind of pool")
  }
}

extension PoolHandle {
  fileprivate convenience init(
    _ allocator: OpaquePointer?, _ agreement: OpaquePointer?, _ name: UnsafePointer<CChar>?,
    _ kind: UInt32, size: PoolSize
  ) throws {
    let handle = try required(allocator, AllocatorHandle.self)
    let allocator = handle.allocator
    let plan = try plan(agreement, name, by: handle)
    let order = try order(kind)
    self.init(try BufferPool(plan, from: allocator, size: size, lending: order), order)
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
public func tessera_pool_wait(
  _ pool: OpaquePointer?, _ timeout: Int64, _ lease: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: lease, error) {
    try required(pool, PoolHandle.self).waitToAcquire(within: try limit(timeout))
  }
}

@c @implementation
public func tessera_pool_statistics(
  _ pool: OpaquePointer?, _ statistics: UnsafeMutablePointer<tessera_pool_statistics>?
) -> CInt {
  report {
    let known = try required(pool, PoolHandle.self).pool.statistics
    var told = CTessera.tessera_pool_statistics()
    told.buffers = UInt32(clamping: known.buffers)
    told.lent = UInt32(clamping: known.lent)
    told.most_lent = UInt32(clamping: known.mostLent)
    told.grown = UInt32(clamping: known.grown)
    told.acquired = known.acquired
    told.waiting = UInt32(clamping: known.waiting)
    told.waited = known.waited
    // Version 0.1 ended before who waits.
    let first = MemoryLayout.offset(of: \CTessera.tessera_pool_statistics.waited)
    try write(told, to: statistics, earlier: first.map { [$0] } ?? [])
  }
}

@c @implementation
public func tessera_lease_buffer(_ lease: OpaquePointer?) -> OpaquePointer? {
  object(lease, LeaseHandle.self).map { lent($0.buffer) }
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
