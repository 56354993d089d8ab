package import SystemPackage
package import TesseraKernel

/// What descriptors, folders and sockets answer.
extension ScriptedKernel {
  /// Tells what is known for real.
  package func status(of descriptor: Int32) -> Result<FileStatus, Errno> {
    if let fault = fault(.status, descriptor: descriptor) {
      return .failure(Errno(rawValue: CInt(-fault)))
    }
    return real.status(of: descriptor)
  }

  /// Tells scripted nodes only.
  package func status(at path: String) -> Result<FileStatus, Errno> {
    if let fault = fault(.status, path: path) { return .failure(Errno(rawValue: CInt(-fault))) }
    return scriptedStatus(at: path).map(Result.success) ?? .failure(.noSuchFileOrDirectory)
  }

  /// Tells of what the drivers made that it is a dma-buf, and of all else what it is.
  package func fileSystem(of descriptor: Int32) -> Int {
    if let fault = fault(.fileSystem, descriptor: descriptor) { return fault }
    return isDMABuffer(descriptor)
      ? FileSystemKind.dmaBuffers.rawValue : real.fileSystem(of: descriptor)
  }

  /// Lists scripted files by their paths.
  package func names(in directory: String) -> Result<[String], Errno> {
    if let fault = fault(.names, path: directory) {
      return .failure(Errno(rawValue: CInt(-fault)))
    }
    let names = scriptedPaths.filter { $0.hasPrefix(directory + "/") }.compactMap {
      $0.dropFirst(directory.utf8.count + 1).split(separator: "/").first.map(String.init)
    }
    return names.isEmpty ? .failure(.noSuchFileOrDirectory) : .success(Array(Set(names)).sorted())
  }

  /// Answers with the text of the scripted file.
  package func target(ofLink path: String) -> Result<String, Errno> {
    if let fault = fault(.link, path: path) { return .failure(Errno(rawValue: CInt(-fault))) }
    guard let text = scriptedText(at: path) else { return .failure(.noSuchFileOrDirectory) }
    return .success(text)
  }

  /// Sends for real.
  package func send(
    _ bytes: ArraySlice<UInt8>, _ descriptors: [Int32], over socket: Int32
  ) -> Int {
    fault(.send, descriptor: socket) ?? real.send(bytes, descriptors, over: socket)
  }

  /// Receives for real.
  package func receive(
    _ bytes: inout [UInt8], atMost count: Int, _ descriptors: inout ReceivedDescriptors,
    from socket: Int32
  ) -> Int {
    if let fault = fault(.receive, descriptor: socket) { return fault }
    return real.receive(&bytes, atMost: count, &descriptors, from: socket)
  }
}
