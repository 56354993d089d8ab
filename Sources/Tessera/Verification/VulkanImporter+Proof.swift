#if Vulkan
internal import Synchronization
internal import TesseraKernel

extension VulkanImporter {
  /// Has Vulkan copy out of the images what the CPU wrote, and into them what the CPU reads, as far as
  /// they are for that (`VulkanUsage.copySource`, `copyDestination`).
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    let images = taken.withLock { $0 }
    let deed = "imported \(images.count) buffers"
    guard trial.level >= .pattern else {
      return trial.imported(by: name, as: deed, limit: "a GPU has no test but use")
    }
    do throws(CopyTrial.Stop) {
      let deeds = try copy(images, of: trial)
      return Proof(name, .pattern, ([deed] + deeds).joined(separator: ", and "))
    } catch {
      switch error {
      case .untried(let reason): return Proof(name, .imported, deed, limit: reason)
      case .refused(let reason, let lesson):
        throw Refusal(by: name, of: trial.agreement, because: reason, lesson: lesson)
      }
    }
  }

  /// Copies what can be, and tells what was.
  private func copy(
    _ images: [VulkanMemory], of trial: Trial
  ) throws(CopyTrial.Stop) -> [String] {
    guard trial.agreement.pair.modifier == .linear else {
      throw .untried("where its rows lie only its driver knows, and not the CPU")
    }
    let usage = allocator.usage
    guard !usage.isDisjoint(with: [.copySource, .copyDestination]) else {
      throw .untried("its images are not for copying")
    }
    for (buffer, image) in zip(trial.buffers, images) {
      let copies = try CopyTrial(buffer, image, isTouchedByCPU: trial.isTouchedByCPU)
      if usage.contains(.copySource) { try copies.read() }
      if usage.contains(.copyDestination) { try copies.write() }
    }
    return (usage.contains(.copySource) ? ["copied what the CPU wrote"] : [])
      + (usage.contains(.copyDestination) ? ["made what the CPU reads"] : [])
  }
}
#endif
