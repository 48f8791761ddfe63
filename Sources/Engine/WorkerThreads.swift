import Dispatch

/// Threads for stages that compute or wait for a disk, apart from Swift's own, of which there are only as many as cores.
///
/// A mix of a long film would otherwise hold every one of those for minutes, and a voice's answer, or its time limit, would
/// be noticed only afterwards. How many run at once is decided by whoever enqueues.
final class WorkerThreads: TaskExecutor {
  static let shared = WorkerThreads()

  private let queue = DispatchQueue(label: "polydub.stages", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
