import Foundation
import Testing

/// The command line as a person meets it.
extension LabTests {
  @Suite("The command line", .serialized)
  struct CommandLineTests {
    @Test("stream tells what was agreed, the rate, and that no byte was copied")
    func stream() throws {
      let (output, status) = try Command.run(
        "tessera", "stream", "--camera", Lab.vivid, "--display", Lab.vkms, "--frames", "4")
      #expect(status == 0, "\(output)")
      #expect(output.contains("Agreed"))
      #expect(output.contains("Frames shown   4"))
      #expect(output.contains("Bytes copied   0"))
    }

    @Test("stream without a node takes the first devices, and writes what was shown")
    func anyDevices() throws {
      let (output, status) = try Command.run(
        "tessera", "stream", "--frames", "3", "--snapshot", "/tmp/snapshot.ppm")
      #expect(status == 0, "\(output)")
      let picture = try Data(contentsOf: URL(fileURLWithPath: "/tmp/snapshot.ppm"))
      #expect(picture.starts(with: Data("P6 ".utf8)))
      #expect(output.contains("Bytes copied   0"))
    }

    @Test("a camera that another program uses is a conflict that says so")
    func busyCamera() throws {
      let other = try Command.start("v4l2-ctl", "-d", Lab.vivid, "--stream-mmap")
      defer {
        // It outlives SIGTERM, with the camera's queue in its hands.
        kill(other.processIdentifier, SIGKILL)
        other.waitUntilExit()
      }
      // The other program needs a moment to open the camera and take its queue.
      Thread.sleep(forTimeInterval: 2)
      let (output, status) = try Command.run(
        "tessera", "stream", "--camera", Lab.vivid, "--display", Lab.vkms, "--frames", "2")
      #expect(status == 2, "\(output)")
      #expect(output.contains("another program is using the camera"), "\(output)")
      #expect(output.contains("EBUSY"))
    }

    @Test("negotiate ends with 2 and both sides' formats when there is no agreement")
    func conflict() throws {
      let (output, status) = try Command.run(
        "tessera", "negotiate", "--camera", Lab.vivid, "--display", Lab.bochs, "--format", "YUYV")
      #expect(status == 2)
      #expect(output.contains("YUYV in LINEAR"))
      #expect(output.contains("XR24 BX24 in LINEAR"))
    }

    @Test("devices lists every driver of the lab, as text and as JSON")
    func devices() throws {
      let (text, _) = try Command.run("tessera", "devices")
      for word in [
        "vkms", "bochs", "virtio_gpu", "vgem", "vivid", "vim2m", "heap:system", "udmabuf",
      ] {
        #expect(text.contains(word), "\(word)")
      }
      // GPU drivers that find no GPU complain on standard error, uninvited.
      let (json, status) = try Command.run(
        "sh", "-c", "tessera devices --format json 2>/dev/null")
      #expect(status == 0)
      let report = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
      #expect((report?["cards"] as? [Any])?.count == 4)
      #expect(report?["version"] as? Int == 1)
    }

    @Test("devices tells by which way OpenGL reaches each GPU")
    func renderers() throws {
      let (text, _) = try Command.run("sh", "-c", "tessera devices --renderers 2>/dev/null")
      let (json, status) = try Command.run(
        "sh", "-c", "tessera devices --renderers --format json 2>/dev/null")
      #expect(status == 0)
      let report = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
      let renderers = try #require(report?["renderers"] as? [[String: Any]])
      let ways = renderers.filter { $0["library"] as? String == "OpenGL" }
        .map { $0["platform"] as? String }
      #expect(!ways.isEmpty)
      for way in ways {
        let words = try #require(
          ["device": "as a device of EGL's own", "gbm": "through GBM"][way ?? ""])
        #expect(text.contains("OpenGL \(words) ("), "\(text)")
      }
      #expect(
        renderers.allSatisfy { $0["library"] as? String == "OpenGL" || $0["platform"] == nil })
    }

    @Test(
      "a node that is missing or of the wrong kind is told in one sentence, with path and errno",
      arguments: [
        ("/dev/video99", Lab.vkms, ["/dev/video99", "ENOENT", "vivid"]),
        (Lab.vivid, "/dev/dri/card99", ["/dev/dri/card99", "ENOENT", "vkms"]),
        (Lab.vkms, Lab.vkms, [Lab.vkms, "not a camera"]),
        (Lab.vivid, Lab.vivid, [Lab.vivid, "not a display device"]),
        ("/etc/hostname", Lab.vkms, ["/etc/hostname", "not a camera"]),
        (Lab.vivid, "/dev/lab/virtio-gpu-render", ["virtio-gpu-render", "render node"]),
        ("/dev/lab/vim2m", Lab.vkms, ["/dev/lab/vim2m", "does not capture"]),
        ("/dev/lab/vivid-output", Lab.vkms, ["/dev/lab/vivid-output", "does not capture"]),
      ])
    func wrongNode(_ camera: String, _ display: String, _ words: [String]) throws {
      let (output, status) = try Command.run(
        "tessera", "negotiate", "--camera", camera, "--display", display)
      #expect(status == 1)
      #expect(output.split(separator: "\n").count == 1, "\(output)")
      for word in words { #expect(output.contains(word), "\(output)") }
    }

    @Test("a node without permission is told with its errno and the group to join")
    func noPermission() throws {
      let (output, status) = try Command.run(
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env",
        "LD_LIBRARY_PATH=/tessera/lib", "tessera", "negotiate", "--camera", Lab.vivid, "--display",
        Lab.vkms)
      #expect(status == 1)
      #expect(output.contains("EACCES"), "\(output)")
      #expect(output.contains("video"), "\(output)")
    }

    @Test("an unprivileged user sees what is here and what may not be opened")
    func unprivilegedDevices() throws {
      let (output, status) = try Command.run(
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env",
        "LD_LIBRARY_PATH=/tessera/lib", "tessera", "devices")
      #expect(status == 0, "\(output)")
      #expect(output.contains("Not usable"))
      #expect(output.contains("EACCES"))
    }

    @Test("what a user's file knows of a device is kept, and told with its row and source")
    func quirks() throws {
      let file = "/tmp/quirks.json"
      let text =
        #"{"tessera":"quirks","version":1,"quirks":[{"name":"wide-rows","match":{"drivers":"#
        + #"["vkms"],"roles":["scan-out"]},"constraints":[{"term":"stride","multipleOf":4096}],"#
        + #""source":"https://example.org/wide","level":"measured"}]}"#
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      let words = [
        "negotiate", "--camera", Lab.vivid, "--display", Lab.vkms, "--size", "640x480", "--format",
        "XR24",
      ]
      let (plain, plainStatus) = try Command.run(["tessera"] + words)
      #expect(plainStatus == 0, "\(plain)")
      #expect(plain.contains("one every 2560 B"), "\(plain)")
      let (output, status) = try Command.run(["tessera"] + words + ["--quirks", file])
      #expect(status == 0, "\(output)")
      #expect(output.contains("one every 4096 B"), "\(output)")
      #expect(
        output.contains("[table: quirk wide-rows, measured, https://example.org/wide]"),
        "\(output)")
      let (_, broken) = try Command.run(["tessera"] + words + ["--quirks", "/etc/hostname"])
      #expect(broken == 65)
    }

    @Test("what a user's file knows of memory is told with the allocator that has it")
    func quirksOfMemory() throws {
      let file = "/tmp/memory-quirks.json"
      let text =
        #"{"tessera":"quirks","version":1,"quirks":[{"name":"whole","match":{"drivers":["vkms"],"#
        + #""roles":["scan-out"]},"constraints":[{"term":"contiguous"}],"source":"here","#
        + #""level":"measured"},{"name":"near","match":{"drivers":["vivid"],"roles":["capture"]},"#
        + #""constraints":[{"term":"addresses","bits":32}],"source":"here","level":"measured"}]}"#
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      func memory(_ node: String, _ allocator: String) throws -> String {
        let (output, status) = try Command.run(
          "tessera", "negotiate", "--with", node, "--with", "cpu", "--allocator", allocator,
          "--size", "640x480", "--quirks", file)
        #expect(status == 0, "\(output)")
        return output
      }
      func name(_ link: String) -> String {
        URL(fileURLWithPath: link).resolvingSymlinksInPath().lastPathComponent
      }
      let dumb = "dumb:\(name(Lab.vkms))"
      let screen = try memory("\(Lab.vkms):plane=primary", dumb)
      #expect(screen.contains("\(dumb) (contiguous by quirk whole, measured, here): "), "\(screen)")
      let own = "v4l2:\(name(Lab.contiguousVivid))"
      let camera = try memory(Lab.contiguousVivid, own)
      #expect(
        camera.contains(
          "\(own) (contiguous, addresses below 2^32 by quirk near, measured, here): chosen"),
        "\(camera)")
      // That its memory is put together from pages was seen.
      let scattered = "v4l2:\(name(Lab.vivid))"
      let (refused, status) = try Command.run(
        "tessera", "negotiate", "--with", Lab.vivid, "--with", "cpu", "--allocator", scattered,
        "--size", "640x480", "--quirks", file)
      #expect(status == 2 && refused.contains("quirk near"), "\(refused)")
    }

    @Test("an unknown allocator is answered with those that there are")
    func unknownAllocator() throws {
      let (output, status) = try Command.run(
        "tessera", "negotiate", "--camera", Lab.vivid, "--display", Lab.vkms, "--allocator", "ion")
      #expect(status == 64)
      #expect(output.contains("heap:system"))
    }
  }
}
