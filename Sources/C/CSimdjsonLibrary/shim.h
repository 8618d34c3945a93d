/* Empty: simdjson's header is C++, and only CSimdjson's C++ source includes it. */
