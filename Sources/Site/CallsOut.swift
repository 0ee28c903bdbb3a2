import Fetch

extension Fetch {
  /// A client with the private hosts and the authorities that the settings allow.
  ///
  /// Jobs of one thread share one whatever they call, so that all of them are made here.
  package static func configured() -> Fetch {
    let settings = Configuration.current
    return Fetch(
      allowed: settings.allowedHosts, recorder: settings.recordFile.map { Recorder(path: $0) },
      authorities: settings.authorities)
  }
}
