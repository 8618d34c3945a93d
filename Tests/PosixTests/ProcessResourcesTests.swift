import Posix
import Testing

@Suite("What the system lets this process use")
struct ProcessResourcesTests {
    @Test("there is a processor to run on")
    func processors() {
        #expect(ProcessResources.processorCount >= 1)
    }

    @Test("code can be given back and runs on")
    func startupCode() {
        StartupCode.release()
        #expect(ProcessResources.processID > 0)
    }
}
