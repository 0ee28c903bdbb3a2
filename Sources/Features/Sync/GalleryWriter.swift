import Blobs
import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// Changes the gallery of one product in a store, one picture at a time.
struct GalleryWriter {
  let shop: any Shop
  let store: StoreID
  let product: ProductID
  let externalID: String
  let shift: Shift

  /// Waits until no earlier call whose answer was lost can still change the gallery.
  ///
  /// A call writes the whole list of pictures: one that is still under way in the store would
  /// undo whatever is written meanwhile. It is over when its effect can be seen, or when the
  /// store has had longer than it ever takes.
  func waitForLostCalls(_ open: [SyncedPicture]) throws {
    let lost = open.filter { $0.writingSince != nil }
    guard !lost.isEmpty else { return }
    let gallery = try read()
    for picture in lost {
      let isThere = gallery.images.contains(where: picture.matches)
      let isOver = picture.state == "removing" ? !isThere : isThere
      guard !isOver, let since = picture.writingSince else { continue }
      let settled = since.addingTimeInterval(patience(in: gallery))
      let rest = settled.timeIntervalSinceNow
      guard rest <= 0 else {
        throw Snooze(
          seconds: min(rest + 0.1, 5), "The store may still be working on the last call.")
      }
    }
  }

  /// How long a lost call may still show its effect.
  ///
  /// A store that looks at pictures in its own time shows none of a picture's traces before it is
  /// through with it: what it is working on may be ours.
  private func patience(in gallery: Gallery) -> Double {
    let isAtWork = gallery.images.contains { $0.url == nil && $0.failure == nil }
    let settle = Double(Configuration.current.settleSeconds)
    return isAtWork ? max(settle, 3600) : settle
  }

  /// Does the next step for a picture until it is where it should be.
  func bringAbout(_ picture: SyncedPicture) throws {
    switch picture.state {
    case "removing": try remove(picture)
    case "pushed": try verify(picture)
    default: try push(picture)
    }
  }

  private func push(_ picture: SyncedPicture) throws {
    let gallery = try read()
    let found = gallery.images.filter(picture.carriesMarker)
    if let first = found.first {
      try adopt(first, for: picture, extra: found.dropFirst(), in: gallery)
      return
    }
    let path = try publish(picture)
    // Withdrawn meanwhile: then there is nothing to send.
    let isWanted = try shift.transaction { try $0.run(.pushing(picture.id)) == 1 }
    if isWanted { try send(picture, path, after: gallery) }
  }

  private func send(_ picture: SyncedPicture, _ path: String, after gallery: Gallery) throws {
    let name = path.split(separator: "/").last.map(String.init) ?? picture.marker
    let new = NewPicture(
      url: Configuration.current.baseURL + path, fileName: name, alt: picture.alt)
    do {
      let answer = try shop.add(new, to: externalID, seen: gallery)
      let image = try arrived(picture, in: answer, besides: gallery)
      try shift.transaction { _ = try $0.run(.written(product, from: gallery, to: answer)) }
      try note(picture, image, "pushed", "The store keeps it as picture \(image.id).")
    } catch let trouble as StoreTrouble {
      try afterFailure(trouble, picture)
    }
  }

  /// Our picture in the store's answer: by its marker, or, renamed beyond recognition, as the one
  /// whose id is new.
  private func arrived(_ picture: SyncedPicture, in answer: Gallery, besides gallery: Gallery)
    throws -> GalleryImage
  {
    if let image = answer.images.first(where: picture.carriesMarker) { return image }
    let known = Set(gallery.images.map(\.id))
    let fresh = answer.images.filter { !known.contains($0.id) }
    guard fresh.count == 1, let only = fresh.first else {
      throw StoreTrouble.answerLost("The store's answer does not show the new picture.")
    }
    return only
  }

  /// What a failed call means for the picture.
  private func afterFailure(_ trouble: StoreTrouble, _ picture: SyncedPicture) throws {
    switch trouble {
    case .unreachable:
      try shift.transaction { _ = try $0.run(.notSent(picture.id)) }
      throw trouble
    case .busy(let seconds, let mayHaveWorked):
      if !mayHaveWorked { try shift.transaction { _ = try $0.run(.notSent(picture.id)) } }
      throw Snooze(seconds: Double(min(seconds, 30)), trouble.sentence)
    case .refused(let status, _, _) where status < 500 && !trouble.isAboutKeys:
      try shift.transaction { db in
        try db.run(.syncFailed(picture.id, trouble.sentence))
        try db.run(
          .event("failed", trouble.sentence, store: store, product: product, of: picture.id))
      }
    case .refused where trouble.isAboutKeys:
      try shift.transaction { _ = try $0.run(.notSent(picture.id)) }
      throw trouble
    default:
      try shift.transaction { db in
        try db.run(
          .event("waiting", trouble.sentence, store: store, product: product, of: picture.id))
      }
      throw Snooze(seconds: 1, trouble.sentence)
    }
  }

  /// Takes up a picture that had arrived although its answer was lost.
  ///
  /// Should it have arrived more than once, the others are taken out again: they carry our marker,
  /// so they are ours.
  private func adopt(
    _ image: GalleryImage, for picture: SyncedPicture, extra: ArraySlice<GalleryImage>,
    in gallery: Gallery
  ) throws {
    if !extra.isEmpty {
      _ = try shop.remove(Set(extra.map(\.id)), from: externalID, seen: gallery)
    }
    try note(picture, image, "adopted", "It had arrived as picture \(image.id).")
  }

  private func note(
    _ picture: SyncedPicture, _ image: GalleryImage, _ action: String, _ detail: String
  ) throws {
    try shift.transaction { db in
      try db.run(.pushed(picture.id, as: image))
      try db.run(.event(action, detail, store: store, product: product, of: picture.id))
    }
    if let pushed = try shift.db.read(as: shift.client, .placement(picture.id)).first {
      try verify(pushed)
    }
  }

  /// Makes sure that the store really shows the picture.
  private func verify(_ picture: SyncedPicture) throws {
    guard let image = try read().images.first(where: picture.matches) else {
      try shift.transaction { db in
        let words = "The picture is not in the product any more; somebody took it out."
        try db.run(.removed(picture.id))
        try db.run(.event("removed", words, store: store, product: product, of: picture.id))
      }
      return
    }
    if let failure = image.failure { return try refuse(picture, image, failure) }
    let reply = image.url.flatMap {
      try? shift.fetch.send(Call(.get, $0, timeout: 20, limit: 32 << 20))
    }
    guard reply?.status == 200 else {
      // It is in the product; a store that has not shown it for a while is left alone.
      let age = picture.pushed.map { -$0.timeIntervalSinceNow } ?? 0
      if age > 900 { return }
      // Stores look at a picture for seconds as a rule, some for minutes.
      throw Snooze(seconds: min(max(age / 2, 2), 15), "The store does not serve the picture yet.")
    }
    try shift.transaction { db in
      try db.run(.verified(picture.id))
      try db.run(
        .event("verified", "The store shows it.", store: store, product: product, of: picture.id))
    }
  }

  /// The store took the picture and then could not use it: what it left behind goes.
  private func refuse(_ picture: SyncedPicture, _ image: GalleryImage, _ why: String) throws {
    _ = try shop.remove([image.id], from: externalID, seen: try read())
    try shift.transaction { db in
      try db.run(.syncFailed(picture.id, why))
      try db.run(.event("failed", why, store: store, product: product, of: picture.id))
    }
  }

  /// Takes our picture out and leaves every other one where it is.
  private func remove(_ picture: SyncedPicture) throws {
    let gallery = try read()
    let ours = gallery.images.filter(picture.matches)
    if !ours.isEmpty {
      try shift.transaction { _ = try $0.run(.writing(picture.id)) }
      let after = try shop.remove(Set(ours.map(\.id)), from: externalID, seen: gallery)
      try shift.transaction { _ = try $0.run(.written(product, from: gallery, to: after)) }
    }
    try shift.transaction { db in
      try db.run(.removed(picture.id))
      try db.run(
        .event("removed", "Taken out of the store.", store: store, product: product, of: picture.id)
      )
    }
  }

  /// The gallery as it is now; the first time it is also kept as it was.
  private func read() throws -> Gallery {
    let gallery = try shop.gallery(of: externalID)
    try shift.transaction { db in
      try db.run(.snapshot(store, product, .array(gallery.images.map(\.raw))))
    }
    return gallery
  }

  /// Puts the picture where the store can fetch it.
  private func publish(_ picture: SyncedPicture) throws -> String {
    let pieces = picture.picturePath.split(separator: "/").map(String.init)
    guard pieces.count == 4 else { throw GiveUp("The picture's address is broken.") }
    return try Configuration.current.blobs.publish(picture.blob, token: pieces[2], name: pieces[3])
  }
}
