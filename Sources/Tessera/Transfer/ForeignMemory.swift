internal import SystemPackage
internal import TesseraKernel

/// Descriptors from elsewhere, and whether each is memory that can be trusted.
enum ForeignMemory {
  /// Takes as many as `sizes` has entries; whatever is wrong, all of them are closed.
  static func take(
    _ descriptors: consuming ReceivedDescriptors, sizes: [Bytes], kernel: any Kernel
  ) throws(AllocationError) -> [DMABuffer] {
    guard descriptors.count == sizes.count else {
      throw DescriptionCheck.refused(
        "\(sizes.count) buffers are described and \(descriptors.count) descriptors came")
    }
    var memory: [DMABuffer] = []
    for (index, size) in sizes.enumerated() {
      guard let descriptor = descriptors.takeFirst() else { break }
      let number = descriptor.rawValue
      let (kind, isWritable) = try inspect(number, index: index, kernel: kernel)
      let taken: DMABuffer
      do {
        taken = try DMABuffer(
          descriptor, needed: size, name: nil, kind: kind, isWritable: isWritable,
          kernel: KernelReference(kernel))
      } catch let error where error.code == .unexpectedResult {
        throw DescriptionCheck.refused("its buffer \(index) is smaller than the \(size) described")
      }
      guard kind == memory.first?.kind ?? kind else {
        throw DescriptionCheck.refused("some of its buffers are dma-bufs and some memory files")
      }
      memory.append(taken)
    }
    return memory
  }

  /// What a descriptor is, and whether it may be written through.
  private static func inspect(
    _ descriptor: CInt, index: Int, kernel: any Kernel
  ) throws(AllocationError) -> (kind: MemoryKind, isWritable: Bool) {
    let isWritable: Bool
    let fileSystem: FileSystemKind
    do {
      isWritable = try DescriptorFlags.isWritable(descriptor, kernel: kernel)
      fileSystem = FileSystemKind(
        rawValue: try checked(kernel.fileSystem(of: descriptor), "fstatfs"))
    } catch {
      throw DescriptionCheck.refused(
        "its descriptor \(index) could not be looked at", cause: error)
    }
    if fileSystem == .dmaBuffers { return (.dmaBuffer, isWritable) }
    let seals: MemorySeals
    do {
      seals = try MemoryFile.seals(of: descriptor, kernel: kernel)
    } catch {
      let noun = (try? kernel.status(of: descriptor).get().noun) ?? "no file at all"
      throw DescriptionCheck.refused(
        "its descriptor \(index) is \(noun), neither a dma-buf nor a memory file", cause: error)
    }
    guard seals.contains(.shrink) else {
      throw DescriptionCheck.refused(
        "its descriptor \(index) is a memory file that can still shrink (F_SEAL_SHRINK is not set), "
          + "and touching what is cut off would end this process")
    }
    return (.memoryFile, isWritable && seals.isDisjoint(with: [.write, .futureWrite]))
  }
}
