// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// An allocator that was handed out, with its name, also where C can read it.
final class AllocatorHandle: Sendable {
  let allocator: any Allocator
  /// Its production's, which is a large value to copy for each buffer.
  let productionName: Name<Production>
  let name: Text
  let device: Text?

  init(_ allocator: any Allocator) {
    self.allocator = allocator
    device = Text(allocator.production.device?.identity)
    productionName = allocator.production.name
    name = Text(productionName.rawValue)
  }
}

@c @implementation
public func tessera_heap_open(
  _ path: UnsafePointer<CChar>?, _ allocator: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, error) {
    AllocatorHandle(try HeapAllocator(path: try text(path, "the path")))
  }
}

@c @implementation
public func tessera_memory_create(
  _ allocator: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, error) { AllocatorHandle(SharedMemoryAllocator()) }
}

@c @implementation
public func tessera_allocator_create(
  _ name: UnsafePointer<CChar>?, _ production: UnsafePointer<tessera_production>?,
  _ functions: UnsafePointer<tessera_allocator_functions>?, _ data: UnsafeMutableRawPointer?,
  _ allocator: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, error) {
    let name = Name<Production>(try TesseraC.name(name))
    let told = try read(production, tessera_production())
    let functions = try read(functions, tessera_allocator_functions())
    return AllocatorHandle(
      try ForeignAllocator(
        try Production(name, told), functions, data))
  }
}

@c @implementation
public func tessera_allocator_destroy(_ allocator: OpaquePointer?) {
  end(allocator, AllocatorHandle.self)
}

@c @implementation
public func tessera_allocator_name(_ allocator: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(allocator, AllocatorHandle.self)?.name.pointer
}

@c @implementation
public func tessera_allocator_device(_ allocator: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(allocator, AllocatorHandle.self)?.device?.pointer
}

@c @implementation
public func tessera_allocator_facts(
  _ allocator: OpaquePointer?, _ facts: UnsafeMutablePointer<tessera_allocator_facts>?
) -> CInt {
  report {
    let production = try required(allocator, AllocatorHandle.self).allocator.production
    var told = CTessera.tessera_allocator_facts()
    told.max_bytes = production.largestBuffer?.value ?? 0
    told.address_bits = UInt32(clamping: production.addressBits)
    told.rank = Int32(clamping: production.rank)
    told.is_contiguous = production.isContiguous ? 1 : 0
    told.is_exportable = production.isExportable ? 1 : 0
    told.is_protected = production.isProtected ? 1 : 0
    try write(told, to: facts)
  }
}

@c @implementation
public func tessera_allocator_preview(
  _ allocator: OpaquePointer?, _ agreement: OpaquePointer?,
  _ preview: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: preview, error) {
    let handle = try required(allocator, AllocatorHandle.self)
    let plan = try plan(agreement, nil, by: handle)
    let told = try handle.allocator.preview(plan)
    var settled = plan.agreement
    settled.layout = .planned(told.planes, sizes: told.sizes)
    return AgreementHandle(settled)
  }
}

@c @implementation
public func tessera_allocator_allocate(
  _ allocator: OpaquePointer?, _ agreement: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ buffer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: buffer, error) {
    let handle = try required(allocator, AllocatorHandle.self)
    return try handle.allocator.allocate(try plan(agreement, name, by: handle))
  }
}

/// What is to be made, if it was agreed that `allocator` makes it.
func plan(
  _ agreement: OpaquePointer?, _ name: UnsafePointer<CChar>?, by allocator: AllocatorHandle
) throws(Failure) -> BufferPlan {
  let agreement = try required(agreement, AgreementHandle.self)
  guard agreement.allocatorName == allocator.productionName else {
    throw .invalid(
      "it was agreed that \(agreement.allocatorName) allocates, not \(allocator.productionName)")
  }
  var plan = agreement.plan
  if let name = name { plan.name = try text(name, "the name") }
  return plan
}
