import Synchronization

/// Counters and timings of this process, in the text form that Prometheus reads.
///
/// `Metrics.count("requests_total", ["status": "200"])`,
/// `Metrics.observe("request_seconds", 0.004)`. Label values must come from small sets.
public enum Metrics {
  private struct Series: Hashable {
    let name: String
    let labels: String
  }
  private struct Timing {
    var count = 0
    var sum = 0.0
    var buckets = [Int](repeating: 0, count: bounds.count)
  }
  private static let counters = Mutex<[Series: Int]>([:])
  private static let timings = Mutex<[Series: Timing]>([:])
  private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30]

  /// Adds to a counter.
  public static func count(_ name: String, _ labels: [String: String] = [:], by amount: Int = 1) {
    let series = Series(name: name, labels: text(labels))
    counters.withLock { $0[series, default: 0] += amount }
  }

  /// Notes how long something took, in seconds.
  public static func observe(_ name: String, _ seconds: Double, _ labels: [String: String] = [:]) {
    let series = Series(name: name, labels: text(labels))
    timings.withLock { all in
      var timing = all[series] ?? Timing()
      timing.count += 1
      timing.sum += seconds
      for (index, bound) in bounds.enumerated() where seconds <= bound {
        timing.buckets[index] += 1
      }
      all[series] = timing
    }
  }

  /// Everything counted so far, in Prometheus' text exposition format.
  public static var exposition: String {
    var lines: [String] = []
    for (series, value) in counters.withLock({ $0 }) {
      lines.append("\(series.name){\(series.labels)} \(value)")
    }
    for (series, timing) in timings.withLock({ $0 }) {
      let comma = series.labels.isEmpty ? "" : ","
      for (bound, count) in zip(bounds, timing.buckets) {
        lines.append("\(series.name)_bucket{\(series.labels)\(comma)le=\"\(bound)\"} \(count)")
      }
      lines.append("\(series.name)_bucket{\(series.labels)\(comma)le=\"+Inf\"} \(timing.count)")
      lines.append("\(series.name)_sum{\(series.labels)} \(timing.sum)")
      lines.append("\(series.name)_count{\(series.labels)} \(timing.count)")
    }
    return lines.sorted().joined(separator: "\n") + "\n"
  }

  private static func text(_ labels: [String: String]) -> String {
    labels.sorted { $0.key < $1.key }.map { name, value in
      let safe = value.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline }
      return "\(name)=\"\(safe)\""
    }.joined(separator: ",")
  }
}
