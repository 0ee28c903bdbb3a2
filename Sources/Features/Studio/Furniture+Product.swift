import Imaging

extension Furniture {
  /// What a product is: what the merchant said, else what its name and categories say, else what a
  /// model saw in its picture.
  init(name: String, categories: String, corrected: String?, read: String?) {
    let told = Furniture(name: name, categories: categories, type: corrected)
    self = told == .other ? read.map { Furniture(name: $0) } ?? .other : told
  }
}
