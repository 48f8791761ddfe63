// What Benchmarks/*.py measure. Samples go in and out as raw 32-bit floats, mono; clips as WAV.
import Foundation

let words = Array(CommandLine.arguments.dropFirst())
switch (words.first, words.count) {
case (nil, _): try printSpeeds()
case ("stretch", 6):
  try stretch(words[1], to: words[2], rate: words[3], length: words[4], times: words[5])
case ("trim", 3): try trim(words[1], rate: words[2])
case ("mix", 4): try mix(plan: words[1], seconds: words[2], to: words[3])
case ("film", 3): try film(minutes: words[1], folder: words[2])
default:
  print(
    """
    usage: sound-benchmark [stretch IN OUT RATE LENGTH TIMES | trim IN RATE | mix PLAN SECONDS OUT
                           | film MINUTES FOLDER]
    """)
  exit(2)
}
