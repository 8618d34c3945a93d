extension String {
    /// The text, or as much of it as fits, with three dots in place of the rest.
    ///
    /// Counted in scalars: a character, as Swift counts them, has no greatest length.
    ///
    /// - Parameter longest: The most Unicode scalars that are kept.
    /// - Returns: At most three scalars more than that.
    func cut(toScalars longest: Int) -> String {
        guard unicodeScalars.count > longest else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.prefix(longest))) + "..."
    }
}
