public import TesseraExchange
public import TesseraKernel

extension DMABufFeedback {
  /// The table as a memory file for clients to map, for the caller to own, close-on-exec; its size is
  /// that of `tableBytes`.
  ///
  /// It is sealed: nobody can change it any more, so that one descriptor does for all clients.
  ///
  /// The corresponding protocol event is `zwp_linux_dmabuf_feedback_v1.format_table`.
  public func makeTableFile() throws(SystemCallError) -> OwnedFileDescriptor {
    try makeTableFile(kernel: LinuxKernel())
  }

  package func makeTableFile(kernel: any Kernel) throws(SystemCallError) -> OwnedFileDescriptor {
    try MemoryFile.make(name: "dmabuf-feedback", of: tableBytes, kernel: kernel)
  }
}
