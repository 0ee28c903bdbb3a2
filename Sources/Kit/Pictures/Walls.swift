import CVips
import Glibc
import Imaging

/// What stands between a decoder that was taken over and everything else.
///
/// The limits must stand. The others stand where kernel and container allow them; each alone
/// would do, and `epox doctor` says which are missing.
struct Walls {
  private static let all = [
    (EPOX_LIMITS, "limits"), (EPOX_NAMESPACES, "namespaces"), (EPOX_LANDLOCK, "landlock"),
    (EPOX_SYSTEM_CALLS, "system calls"),
  ]
  private var standing: UInt32 = 0

  /// Raises what must stand before libvips wakes, or says no.
  init?(megabytes: UInt) {
    standing |= UInt32(epox_wall_namespaces())
    standing |= UInt32(epox_wall_limits(rlim_t(megabytes) << 20))
    guard standing & EPOX_LIMITS.rawValue != 0 else { return nil }
  }

  /// Shuts the last doors, once all libraries are loaded.
  mutating func close() {
    standing |= UInt32(epox_wall_landlock())
    standing |= UInt32(epox_wall_system_calls())
  }

  /// Runs against the walls and says where they gave way.
  func prove() -> WallReport {
    let attempts: [(String, () -> Int32)] = [
      ("read a file", epox_try_reading), ("write a file", epox_try_writing),
      ("reach the network", epox_try_talking), ("reach a local service", epox_try_local_talking),
      ("signal its parent", epox_try_signalling), ("read its parent's memory", epox_try_spying),
      ("start a process", epox_try_forking), ("run a program", epox_try_executing),
    ]
    return WallReport(
      standing: Self.all.filter { standing & $0.0.rawValue != 0 }.map(\.1),
      missing: Self.all.filter { standing & $0.0.rawValue == 0 }.map(\.1),
      holes: attempts.filter { $0.1() != 0 }.map(\.0), startsThreads: epox_try_threads() != 0)
  }
}
