/// The tools of the editor; each one has its own page, and each use makes a new version.
enum EditTool: String, CaseIterable, Sendable {
  case crop, light, remove, enlarge, size

  /// What it is called.
  var title: String {
    switch self {
    case .crop: "Crop and turn"
    case .light: "Light and colour"
    case .remove: "Remove"
    case .enlarge: "Enlarge"
    case .size: "Size and file"
    }
  }

  /// The name that tests find its tab by.
  var testID: String {
    switch self {
    case .crop: "crop-btn"
    case .light: "light-btn"
    case .remove: "inpaint-btn"
    case .enlarge: "upscale-btn"
    case .size: "size-btn"
    }
  }
}
