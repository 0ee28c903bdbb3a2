import CVips
import Synchronization

/// The decoders that strangers' files may reach: six formats, everything else is shut.
package enum Loaders {
  private static let formats = ["Jpeg", "Png", "Webp", "Tiff", "Nsgif", "Heif"]

  /// Shuts every loader, also those of later versions of libvips, and opens the six again.
  static func shutOthers() {
    vips_block_untrusted_set(1)
    vips_operation_block_set("VipsForeignLoad", 1)
    for name in formats { vips_operation_block_set("VipsForeignLoad\(name)", 0) }
  }

  /// The names of all loaders that libvips would still use in this process.
  package static func open() -> [String] {
    found.withLock { $0 = [] }
    epox_vips_open_loaders { name in
      guard let name else { return }
      found.withLock { $0.append(String(cString: name)) }
    }
    return found.withLock { $0.sorted() }
  }
}

/// Outside, since what C calls back can hold on to nothing.
private let found = Mutex<[String]>([])
