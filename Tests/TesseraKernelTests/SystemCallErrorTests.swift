import SystemPackage
import Testing
import TesseraKernel

@Suite struct SystemCallErrorTests {
  @Test func `An error tells the call, the node, the sentence and the symbol`() {
    #expect(
      SystemCallError(call: "open", errno: .permissionDenied, path: "/scripted/card0").description
        == "open of /scripted/card0: Permission denied (EACCES)")
    #expect(
      SystemCallError(call: "lseek", errno: .illegalSeek).description
        == "lseek: Illegal seek (ESPIPE)")
  }

  @Test(
    "An errno has its C name",
    arguments: [
      (1, "EPERM"), (4, "EINTR"), (11, "EAGAIN"), (12, "ENOMEM"), (14, "EFAULT"), (16, "EBUSY"),
      (19, "ENODEV"), (22, "EINVAL"), (25, "ENOTTY"), (95, "EOPNOTSUPP"),
    ] as [(CInt, String)])
  func symbol(number: CInt, name: String) {
    #expect(Errno(rawValue: number).symbol == name)
  }

  @Test func `An errno without a name is its number`() {
    #expect(Errno(rawValue: 4000).symbol == "errno 4000")
  }
}
