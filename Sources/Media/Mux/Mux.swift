import CFFmpeg
import Foundation

/// Writes a copy of the source with dubs and translations added; every packet that is kept is copied untouched.
///
/// The picture starts at 0 (or as little later as an earlier sound needs), and so do the dubs: sample-exact, codec priming
/// taken into account. Memory does not grow with the length of the film.
///
/// - Parameter file: a name to write; the caller renames it when all is well.
public func mux(_ plan: MuxPlan, to file: String) throws(MediaError) -> MuxReport {
  var plan = plan
  // A film without sound starts with its first dub: something must be the default.
  if plan.info.mainAudio == nil, !plan.dubs.isEmpty { plan.defaultDub = plan.defaultDub ?? 0 }
  var report = MuxReport()
  let source = try SourceFeed(plan)
  let muxer = try Muxer(file, format: plan.container.muxer)
  try source.addStreams(to: muxer, plan: plan, report: &report)
  var dubs: [TrackFeed] = []
  for dub in plan.dubs.indices { dubs.append(try TrackFeed(plan, dub: dub, muxer: muxer)) }
  var texts: [TextFeed] = []
  for text in plan.subtitles + source.rewritten {
    texts.append(try TextFeed(text, plan: plan, muxer: muxer))
  }
  addChapters(plan.info, to: muxer, shift: plan.pictureStart)
  for (key, value) in plan.tags.sorted(by: { $0.key < $1.key }) {
    av_dict_set(&muxer.context.pointee.metadata, key, value, 0)
  }
  if plan.container.isMatroska {
    av_dict_set(
      &muxer.context.pointee.metadata, "DIGITAL_SOURCE_TYPE", plan.digitalSource, 0)
  }
  if plan.container.isMatroska { muxer.context.pointee.avoid_negative_ts = 0 }
  try muxer.begin(plan.container.options)
  try merge(source, dubs, texts, into: muxer)
  try muxer.finish()
  if plan.container.isMatroska {
    try LanguagePatch.apply(to: file)
  } else {
    var headers = TrackHeaders(hidden: Set(texts.map(\.place)), languages: [:])
    for (dub, feed) in zip(plan.dubs, dubs) { headers.languages[feed.place] = dub.language.code }
    for (text, feed) in zip(plan.subtitles, texts) {
      headers.languages[feed.place] = text.language.code
    }
    try headers.apply(to: file)
    try appendXMP(digitalSource: plan.digitalSource, to: file)
  }
  return report
}

/// Writes packets of all feeds in order of time.
private func merge(
  _ source: SourceFeed, _ dubs: [TrackFeed], _ texts: [TextFeed], into muxer: borrowing Muxer
) throws(MediaError) {
  let feeds: [any PacketFeed] = [source] + dubs + texts
  for feed in feeds { feed.advance() }
  while true {
    let next = feeds.filter { $0.time != nil }.min { ($0.time ?? 0) < ($1.time ?? 0) }
    guard let next else { return }
    try next.write(to: muxer)
    next.advance()
  }
}

extension MuxPlan {
  /// Where the picture starts in the file, in samples at 48 kHz.
  ///
  /// Matroska has no negative times: there everything moves by what an earlier sound or its priming takes.
  /// (libavformat would do the same, and forget the delay of Opus over it.) MP4's edit lists hide what comes before the
  /// picture, which is right for priming and a loss for sound: there everything moves when it is more than priming.
  var pictureStart: Int { info.origin(in: container) }
}

extension MediaInfo {
  /// Samples at the front of a sound that may be priming no edit list declares: AAC takes 1024, a frame of AC-3 is 1536.
  private static let longestPriming = 1536

  /// Where sample 0 of every dub is in a file made from this one, on that file's clock.
  public func origin(in container: MuxContainer) -> Int {
    let kept = streams.filter { $0.packets > 0 && !$0.isCoverArt && $0.kind != .data }
    guard !container.isMatroska else {
      return max(0, origin - (kept.map(\.earliest).min() ?? origin))
    }
    let early = kept.map { origin - $0.start }.max() ?? 0
    return early > Self.longestPriming ? early : 0
  }
}

/// A source of packets in order of time.
protocol PacketFeed: AnyObject {
  /// When the waiting packet is decoded, in samples from the start of the picture; nil at the end.
  var time: Int? { get }
  /// Fetches the next packet.
  func advance()
  /// Writes the waiting packet.
  func write(to muxer: borrowing Muxer) throws(MediaError)
}

/// Chapters, counted from the start of the picture.
private func addChapters(_ info: MediaInfo, to muxer: borrowing Muxer, shift: Int) {
  let count = info.chapters.count
  let size = MemoryLayout<UnsafeMutablePointer<AVChapter>?>.stride
  guard count > 0, let list = av_calloc(count, size) else { return }
  let chapters = list.assumingMemoryBound(to: UnsafeMutablePointer<AVChapter>?.self)
  for (index, chapter) in info.chapters.enumerated() {
    guard let memory = av_mallocz(MemoryLayout<AVChapter>.size) else { continue }
    let made = memory.assumingMemoryBound(to: AVChapter.self)
    made.pointee.id = Int64(index + 1)
    made.pointee.time_base = AVRational(num: 1, den: 48_000)
    made.pointee.start = Int64(max(0, chapter.start - info.origin + shift))
    made.pointee.end = Int64(max(0, chapter.end - info.origin + shift))
    if let title = chapter.title { av_dict_set(&made.pointee.metadata, "title", title, 0) }
    chapters[index] = made
  }
  muxer.context.pointee.chapters = chapters
  muxer.context.pointee.nb_chapters = UInt32(count)
}
