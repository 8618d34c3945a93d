#include "gatehouse_json.h"

#include <new>
#include <simdjson.h>

struct gatehouse_json {
    simdjson::dom::parser parser;
};

const size_t gatehouse_json_padding = simdjson::SIMDJSON_PADDING;

gatehouse_json *gatehouse_json_new(void) { return new (std::nothrow) gatehouse_json; }

void gatehouse_json_free(gatehouse_json *parser) { delete parser; }

const char *gatehouse_json_parse(
    gatehouse_json *parser, const uint8_t *text, size_t length, size_t max_depth,
    const uint64_t **tape, const uint8_t **strings) {
    // allocate() keeps what it has while capacity and depth suffice, so a reused parser allocates nothing.
    if (parser->parser.capacity() < length || parser->parser.max_depth() != max_depth) {
        auto failed = parser->parser.allocate(length < 4096 ? 4096 : length, max_depth);
        if (failed) return simdjson::error_message(failed);
    }
    auto result = parser->parser.parse(text, length, false);
    if (result.error()) return simdjson::error_message(result.error());
    *tape = parser->parser.doc.tape.get();
    *strings = parser->parser.doc.string_buf.get();
    return nullptr;
}

int gatehouse_json_is_out_of_memory(const char *failure) {
    return failure == simdjson::error_message(simdjson::MEMALLOC);
}

const char *gatehouse_json_version(void) { return SIMDJSON_STRINGIFY(SIMDJSON_VERSION); }
