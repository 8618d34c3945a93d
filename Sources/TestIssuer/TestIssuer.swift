@main
struct TestIssuer {
    static func main() {
        print("ok")
    }
}
