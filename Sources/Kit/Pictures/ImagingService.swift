import CVips
import Glibc
import Imaging

/// The imaging program's life: confine itself, then answer until its parent hangs up.
public enum ImagingService {
  /// Never returns.
  ///
  /// The first argument is the limit of address space in megabytes; `--prove-walls` as the
  /// second makes it try the walls, tell the result, and end.
  public static func run() -> Never {
    let megabytes = CommandLine.arguments.dropFirst().first.flatMap { UInt($0) } ?? 1_500
    guard var walls = Walls(megabytes: megabytes) else { exit(70) }
    guard start() else { exit(71) }
    walls.close()
    let line = StandardLine()
    if CommandLine.arguments.contains("--prove-walls") { tell(walls.prove(), on: line) }
    while let order = try? Wire.receive(Wire.Order.self, sizes: \.blobs, on: line) {
      let (reply, blobs) = answer(order.0, order.1)
      do { try Wire.send(reply, blobs: blobs, on: line) } catch { exit(72) }
    }
    exit(0)
  }

  private static func tell(_ walls: WallReport, on line: StandardLine) -> Never {
    var reply = Wire.Reply()
    reply.walls = walls
    do { try Wire.send(reply, blobs: [], on: line) } catch { exit(72) }
    exit(0)
  }

  /// Wakes libvips with one thread, no cache, and only the loaders that are allowed; once, since
  /// all of them are shut for a moment.
  package static func start() -> Bool { isAwake }

  private static let isAwake: Bool = {
    setenv("VIPS_DISC_THRESHOLD", "100g", 1)
    guard vips_init("epox-imaging") == 0 else { return false }
    vips_concurrency_set(1)
    vips_cache_set_max(0)
    Loaders.shutOthers()
    return true
  }()

  private static func answer(
    _ order: Wire.Order, _ blobs: [[UInt8]]
  ) -> (Wire.Reply, [[UInt8]]) {
    var reply = Wire.Reply()
    do {
      return try perform(order, blobs)
    } catch ImagingError.refused(let sentence) {
      reply.refused = sentence
    } catch let failure as Vips.Failure {
      reply.failed = "libvips: \(failure.text)"
    } catch {
      reply.failed = "\(error)"
    }
    return (reply, [])
  }

  private static func perform(
    _ order: Wire.Order, _ blobs: [[UInt8]]
  ) throws -> (Wire.Reply, [[UInt8]]) {
    var reply = Wire.Reply()
    guard let file = blobs.first else { throw Wire.Malformed("no picture") }
    switch order.task {
    case .probe:
      reply.facts = try Pictures.probe(file)
      return (reply, [])
    case .normalise:
      let picture = try Pictures.normalise(
        file, longestSide: order.longestSide ?? 1_600, format: order.format ?? .webp,
        quality: order.quality ?? 86)
      return reply.with(picture)
    case .cutOut:
      return reply.with(try Pictures.cutOut(file, hint: order.hint))
    case .isolate: return try Pictures.answerIsolate(order, file)
    case .compose:
      guard let scene = order.scene?.unpacked(blobs) else { throw Wire.Malformed("no scene") }
      return reply.with(try Pictures.compose(scene))
    case .look:
      reply.look = try Pictures.look(of: file)
      return (reply, [])
    case .fidelity: return try Pictures.answerFidelity(order, blobs)
    case .analyse: return try Pictures.answerAnalysis(file)
    case .edit: return try Pictures.answerEdit(order, blobs)
    }
  }
}

extension Wire.Reply {
  func with(_ picture: Picture) -> (Wire.Reply, [[UInt8]]) {
    var reply = self
    (reply.width, reply.height, reply.format) = (picture.width, picture.height, picture.format)
    reply.blobs = [picture.bytes.count]
    return (reply, [picture.bytes])
  }

  fileprivate func with(_ cutOut: CutOut) -> (Wire.Reply, [[UInt8]]) {
    var reply = self
    (reply.width, reply.height) = (cutOut.width, cutOut.height)
    (reply.baseX, reply.baseY) = (cutOut.baseX, cutOut.baseY)
    reply.confidence = cutOut.confidence
    reply.blobs = [cutOut.png.count]
    return (reply, [cutOut.png])
  }
}

/// Standard input and output.
private struct StandardLine: Wire.Line {
  struct HungUp: Error {}

  func read(exactly count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var got = 0
    while got < count {
      let more = bytes.withUnsafeMutableBytes { buffer in
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[got...])
        return Glibc.read(0, rest.baseAddress, rest.count)
      }
      if more > 0 { got += more } else if more == 0 || errno != EINTR { throw HungUp() }
    }
    return bytes
  }

  func write(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let more = bytes.withUnsafeBytes { buffer in
        let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
        return Glibc.write(1, rest.baseAddress, rest.count)
      }
      if more > 0 { sent += more } else if errno != EINTR { throw HungUp() }
    }
  }
}
