/// Requests that no condition of a document tells apart by their method and path.
struct RequestCell {
    /// A location of nginx's.
    enum Place: Hashable {
        /// `location = PATH`
        case exact(String)
        /// `location PATH`
        case prefix(String)

        /// The path.
        var path: String {
            switch self {
            case .exact(let path), .prefix(let path): path
            }
        }
    }

    let place: Place

    /// The method; `nil` for all that no condition names.
    let method: String?

    /// Whether a request of this cell may take a way, as far as its method and path tell.
    ///
    /// - Parameter way: A way; the places that its conditions name have cells of their own.
    /// - Returns: `false` when a condition of the way excludes the cell.
    func isOn(_ way: RequestWay) -> Bool {
        way.facts.allSatisfy { fact, isTrue in
            switch fact {
            case .claim, .header, .unknown: true
            case .method(let method): (method == self.method) == isTrue
            case .path(let path): (place == .exact(path)) == isTrue
            case .pathPrefix(let prefix): place.path.hasPrefix(prefix) == isTrue
            }
        }
    }
}
