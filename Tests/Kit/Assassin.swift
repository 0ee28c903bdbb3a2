import Glibc
import Testing
import Threads

/// Ends processes as a power cut would.
enum Assassin {
  /// Kills a child and returns when it is dead; its parent has not asked after it yet.
  static func kill(_ child: pid_t) {
    Glibc.kill(child, SIGKILL)
    var end = siginfo_t()
    waitid(P_PID, id_t(child), &end, WEXITED | WNOWAIT)
  }

  /// Kills a process from another thread as soon as it is seen at work.
  static func killAtWork(_ process: pid_t) -> Threads.Thread {
    let before = seconds(of: process) ?? 0
    return Threads.Thread {
      try? wait(for: "it works") { (seconds(of: process) ?? 0) > before + 0.02 }
      Glibc.kill(process, SIGKILL)
    }
  }

  /// The processor time that a process has used, `nil` when there is none.
  private static func seconds(of process: pid_t) -> Double? {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      return nil
    }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
