import Testing

@testable import Bookkeeping

@Suite struct BookkeepingTests {}
