#if GBM
internal import Synchronization
internal import TesseraKernel

/// A GPU that takes buffers for OpenGL: each becomes an image of EGL, which textures and renderbuffers
/// are made of.
public final class EGLImporter: Importer {
  /// What the participant is called in the problem.
  public let name: Name<Participant>
  /// What it does with the images: `.render` for what is drawn into; all others sample.
  public let role: BufferRole
  let display: EGLDisplay
  let formats: FormatTable
  let externalFormats: FormatTable
  let drawnSizes: SizeDomain
  let taken = Mutex<[Taken]>([])

  /// A buffer, and what was made of it.
  struct Taken {
    let buffer: Buffer
    let image: EGLImage
  }

  /// Makes the importer of a GPU, which takes part under `name`.
  ///
  /// - Parameters:
  ///   - renderer: the GPU.
  ///   - name: what it is called in the problem.
  ///   - role: `.render` for what is drawn into; all others sample.
  public init(
    _ renderer: EGLRenderer, named name: Name<Participant>, as role: BufferRole = .sample
  ) {
    display = renderer.display
    formats = renderer.formats
    externalFormats = renderer.externalFormats
    drawnSizes = renderer.drawnSizes
    self.name = name
    self.role = role
  }

  /// Imports the buffers for real; on a refusal nothing stays imported.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    release()
    var imported: [Taken] = []
    for buffer in buffers {
      imported.append(Taken(buffer: buffer, image: try adopt(buffer, agreement)))
    }
    taken.withLock { $0 = imported }
  }

  private func adopt(_ buffer: Buffer, _ agreement: Agreement) throws(Refusal) -> EGLImage {
    let image = try GBMForeignImage(buffer, under: agreement, takenBy: name)
    do {
      return try display.importImage(image, EGLHints(of: agreement))
    } catch {
      // The extension's own words for a format, a pitch or an offset that is not for this driver.
      let isAboutLayout = [.badMatch, .badAccess, .badAttribute].contains(error.result)
      throw Refusal(
        by: name, of: agreement, because: "\(error)", lesson: isAboutLayout ? .pair : .allocator)
    }
  }

  /// Lets go of everything that was taken.
  public func release() { taken.withLock { $0 = [] } }
}
#endif
