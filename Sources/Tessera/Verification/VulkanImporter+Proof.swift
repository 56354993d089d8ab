#if Vulkan
internal import Synchronization
internal import TesseraKernel

extension VulkanImporter {
  /// Has Vulkan copy out of the images what the CPU wrote, and into them what the CPU reads, as far as
  /// they are for that (`VulkanUsage.copySource`, `copyDestination`).
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    let images = taken.withLock { $0 }
    return try trial.proved(by: name, as: "imported \(images.count) buffers") {
      () throws(PatternStop) in try copy(images, of: trial)
    }
  }

  /// Copies what can be, and tells what was.
  private func copy(
    _ images: [VulkanMemory], of trial: Trial
  ) throws(PatternStop) -> [String] {
    guard trial.agreement.pair.modifier == .linear else {
      throw .untried("where its rows lie only its driver knows, and not the CPU")
    }
    let usage = allocator.usage
    guard !usage.isDisjoint(with: [.copySource, .copyDestination]) else {
      throw .untried("its images are not for copying")
    }
    for (index, (buffer, image)) in zip(trial.buffers, images).enumerated() {
      let copies = try CopyTrial(buffer, index, image, isTouchedByCPU: trial.isTouchedByCPU)
      if usage.contains(.copySource) { try copies.read() }
      if usage.contains(.copyDestination) { try copies.write() }
    }
    return (usage.contains(.copySource) ? ["copied what the CPU wrote"] : [])
      + (usage.contains(.copyDestination) ? ["made what the CPU reads"] : [])
  }
}
#endif
