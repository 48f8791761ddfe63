@main
struct Polydub {
  static func main() { print("polydub") }
}
