import Dubbing
import Testing

@testable import Wording

@Suite struct SpokenFormsTests {
  func said(_ text: String, _ language: String, _ forms: Set<WrittenForm>? = nil) -> String {
    var all = Set(WrittenForm.allCases)
    all.remove(.number)
    let words = Lexicon.abbreviations(in: language).rule(for: nil, language: Language(language))
    return reworded(text, by: [words, SpokenForms(forms ?? all, language: language)])
  }

  @Test(arguments: [
    ("en", "It did 5 km/h at -5 °C.", "It did 5 kilometers per hour at minus 5 degrees Celsius."),
    ("de", "Es sind 5 km/h und 3,5 kg.", "Es sind 5 Kilometer pro Stunde und 3,5 Kilogramm."),
    ("es", "A 1.000 km y -5 °C.", "A 1000 kilómetros y menos 5 grados Celsius."),
    ("fr", "5 km/h, 1 km", "5 kilomètres par heure, 1 kilomètre"),
    ("it", "10 kg", "10 chilogrammi"),
    ("pt-BR", "5 km", "5 quilômetros"),
    ("ru", "5 км/ч и 2 кг", "5 километров в час и 2 килограмма"),
    ("ja", "5 km", "5キロメートル"),
    ("ko", "5 kg", "5킬로그램"),
    ("zh", "5 kg", "5千克"),
  ])
  func unitsBecomeWords(_ language: String, _ text: String, _ spoken: String) {
    #expect(said(text, language) == spoken)
  }

  @Test(arguments: [
    ("en", "It is €5.99.", "It is 5.99 euros."), ("en", "$5 or £1", "5 dollars or 1 British pound"),
    ("de", "5,99 € und $ 5", "5,99 Euro und 5 Dollar"), ("es", "$5", "5 dólares"),
    ("fr", "5 €", "5 euros"), ("ru", "$5", "5 долларов"), ("ja", "$5", "5ドル"),
    ("zh", "$5", "5美元"), ("pt-BR", "R$ 5,50", "5,50 reais brasileiros"),
  ])
  func moneyBecomesWords(_ language: String, _ text: String, _ spoken: String) {
    #expect(said(text, language).lowercased() == spoken.lowercased())
  }

  @Test(arguments: [
    ("en", "on 2024-03-21", "on March 21, 2024"), ("en", "3/21/2024", "March 21, 2024"),
    ("en-GB", "3/4/2024", "3 April 2024"), ("en-US", "3/4/2024", "March 4, 2024"),
    ("de", "am 21.3.2024.", "am einundzwanzigsten März 2024."),
    ("de", "Der 3. Mai", "Der dritte Mai"), ("es", "21/3/2024", "21 de marzo de 2024"),
    ("ru", "21.3.2024", "21 марта 2024 года"), ("ja", "2024-03-21", "2024年3月21日"),
  ])
  func datesBecomeWords(_ language: String, _ text: String, _ spoken: String) {
    #expect(said(text, language) == spoken)
  }

  @Test(arguments: [
    ("en", "the 2nd", "the second"), ("fr", "la 1re, le 2e", "la première, le deuxième"),
    ("es", "1º y 3.ª", "primero y tercera"), ("it", "2ª", "seconda"), ("pt", "1ª", "primeira"),
    ("de", "z. B. usw. Nr. 5", "zum Beispiel und so weiter Nummer 5"),
    ("de", "A & B", "A und B"), ("es", "R&B", "R y B"), ("ru", "1 000 000", "1000000"),
    ("en", "it was -5 then", "it was minus 5 then"), ("de", "1.000.000", "1000000"),
    ("en", "50 %", "50 percent"),
  ])
  func signsBecomeWords(_ language: String, _ text: String, _ spoken: String) {
    #expect(said(text, language) == spoken)
  }

  @Test(arguments: [
    ("en", "3/4"), ("en", "3/4/2024"), ("en", "10-20"), ("en", "12:30"), ("en", "$5m"),
    ("en", "$5 million"), ("de", "3.5 kg"), ("en", "-5"), ("en", "192.168.0.1"), ("en", "B2B 5G"),
    ("de", "Es waren 3. Dann"), ("en", "2024-13-41"), ("en", "AT&"), ("sw", "5 km & 3 kg"),
    ("en", "99999999999999999999 km"), ("en", "5 kmx"), ("en", ""),
  ])
  func whatMayMeanTwoThingsStays(_ language: String, _ text: String) {
    #expect(said(text, language) == text)
  }

  @Test func allNumbersAreSpeltOutWhereThatIsAskedFor() {
    let all = Set(WrittenForm.allCases)
    #expect(said("In 1984.", "en", all) == "In one thousand nine hundred eighty-four.")
    #expect(said("3,5", "de", all) == "drei Komma fünf")
    #expect(said("21", "ru", all) == "двадцать один")
  }

  @Test func nothingChangesWhereNothingIsAskedFor() {
    let text = "€5.99 on 2024-03-21 & 2nd -5 km"
    #expect(reworded(text, by: [SpokenForms([], language: "en")]) == text)
  }

  @Test func everyLanguageHasItsUnitsAndMonths() {
    for language in SpokenForms.languages {
      let signs = LanguageSigns(language)
      #expect(signs.months.count == 12, "\(language)")
      #expect(signs.units.contains { $0.sign == "km/h" }, "\(language)")
      #expect(signs.minus != "-", "\(language)")
    }
  }

  @Test func hostileTextIsReadInNoTimeAndWithoutACrash() {
    for text in ["-", "$", "&", "5.", "5 ", "1.1.", "3/", "€-", "５ ｋｍ", "-−–5", "1/1/0000"] {
      for language in ["en", "de", "ja"] { _ = said(String(repeating: text, count: 500), language) }
    }
  }
}
