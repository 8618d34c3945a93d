import Testing

/// The whole thing: real programs, real sockets, one test after the other, since they share two cores.
@Suite("End to end", .serialized, .timeLimit(.minutes(3)))
enum EndToEnd {}
