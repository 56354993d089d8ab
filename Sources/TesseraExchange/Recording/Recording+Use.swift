public import TesseraFormats
public import TesseraNegotiation

extension Recording {
  /// What makes buffers, with what tables know of it.
  public func allocators(quirks: QuirkTable = .standard) -> [Production] {
    devices.flatMap { device in
      device.makers.map { $0.production(of: device.model, quirks: quirks) }
    }
  }
}

extension Recording.Maker {
  /// What it makes, with what tables know of it.
  fileprivate func production(of model: DeviceModel, quirks: QuirkTable) -> Production {
    use.map { quirks.applied(to: production, of: model, as: $0) } ?? production
  }
}

extension Recording.Role {
  /// Whether something is known of images of a size.
  public func knows(_ extent: Extent) -> Bool {
    known(of: extent) != nil
  }

  /// What makes images of a size in memory of the device's own, with what tables know of it; nothing
  /// for a size that was never asked for.
  ///
  /// - Parameters:
  ///   - extent: the size of the images.
  ///   - model: what make its device is.
  ///   - quirks: what is known of devices beyond what they say.
  public func ownAllocators(
    of extent: Extent, by model: DeviceModel, quirks: QuirkTable = .standard
  ) -> [Production] {
    known(of: extent)?.ownMakers.map { $0.production(of: model, quirks: quirks) } ?? []
  }

  private func known(of extent: Extent) -> Recording.Terms? {
    terms.first { $0.extent == nil || $0.extent == extent }
  }

  /// Its side of a problem.
  ///
  /// Of a size that was never asked for nothing is known: it takes part, takes nothing, and says so.
  ///
  /// - Parameters:
  ///   - name: what it is called in answers.
  ///   - extent: the size of the images.
  ///   - model: what make its device is.
  ///   - quirks: what is known of devices beyond what they say.
  public func participant(
    named name: Name<Participant>, extent: Extent, of model: DeviceModel,
    quirks: QuirkTable = .standard
  ) -> Participant {
    guard let known = known(of: extent) else {
      let sizes = terms.compactMap(\.extent).map(\.description).joined(separator: ", ")
      let constraint = Constraint(
        .impossible("was recorded for \(sizes) and not for \(extent); record it at that size"),
        Evidence(.table, "the recording"))
      return Participant(name, device: device, offers: [Offer("none", [constraint])])
    }
    let told = Participant(name, device: device, offers: known.offers)
    return use.map { quirks.applied(to: told, of: model, as: $0) } ?? told
  }
}
