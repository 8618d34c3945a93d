internal import CLinux

/// The code that ran once, to read the configuration and to set everything up.
package enum StartupCode {
    /// Gives the memory back that holds it, as far as the kernel can read it from disk again
    /// (`madvise(MADV_DONTNEED)`).
    ///
    /// A process that waits for requests needs a tenth of the code it started with; the rest would count
    /// as its memory until something else is short of it. What is needed after all is mapped again at the
    /// first touch. Only segments that are executable and not writable are named: they are never changed
    /// after loading, so nothing can be lost.
    package static func release() {
        _ = unsafe dl_iterate_phdr(
            { object, _, _ in
                guard let object = unsafe object?.pointee, let headers = unsafe object.dlpi_phdr else {
                    return 0
                }
                for index in 0..<Int(unsafe object.dlpi_phnum) {
                    unsafe StartupCode.release(headers[index], loadedAt: UInt(object.dlpi_addr))
                }
                return 0
            }, nil)
    }

    private static func release(_ segment: Elf64_Phdr, loadedAt base: UInt) {
        let executable: UInt32 = 1
        let writable: UInt32 = 2
        guard segment.p_type == UInt32(PT_LOAD), segment.p_flags & (executable | writable) == executable
        else { return }
        // Whole pages within the segment: what shares a page with its neighbours stays.
        let page = UInt(sysconf(CInt(_SC_PAGESIZE)))
        let start = (base + UInt(segment.p_vaddr) + page - 1) / page * page
        let end = (base + UInt(segment.p_vaddr) + UInt(segment.p_filesz)) / page * page
        guard end > start else { return }
        _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
    }
}
