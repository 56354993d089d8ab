extension Kernel {
  /// Runs what may open a card by itself, such as a driver in a library, and gives back the right to
  /// its displays, which the first who opens a card gets unasked.
  ///
  /// What others open at the same time loses the right too: whoever wants it asks for it.
  package func givingBackMaster<Result, Failure: Error>(
    of card: String?, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let card else { return try body() }
    let before = descriptors(of: card)
    defer {
      for descriptor in descriptors(of: card).subtracting(before) {
        var nothing: UInt64 = 0
        // EINVAL says that this file does not have the right, which is what is wanted.
        _ = try? DRMNode.dropMaster.call(on: descriptor, &nothing, kernel: self)
      }
    }
    return try body()
  }

  /// Which of this process's descriptors are of a node.
  private func descriptors(of path: String) -> Set<CInt> {
    let folder = "/proc/self/fd"
    guard case .success(let names) = names(in: folder) else { return [] }
    return Set(
      names.lazy.filter { target(ofLink: "\(folder)/\($0)") == .success(path) }.compactMap {
        CInt($0)
      })
  }
}
