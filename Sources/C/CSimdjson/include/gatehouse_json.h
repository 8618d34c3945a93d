#ifndef GATEHOUSE_JSON_H
#define GATEHOUSE_JSON_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A simdjson DOM parser with the document it parsed last. */
typedef struct gatehouse_json gatehouse_json;

/* Bytes that must be readable (their content does not matter) behind the text. */
extern const size_t gatehouse_json_padding;

/* Returns NULL when memory is short. */
gatehouse_json *gatehouse_json_new(void);
void gatehouse_json_free(gatehouse_json *parser);

/*
 * Parses `length` bytes at `text`, nested at most `max_depth` deep. Returns NULL, or the reason of the
 * failure as a static text. On success *tape and *strings are simdjson's tape and string buffer (its
 * doc/tape.md), which live until the next call.
 */
const char *gatehouse_json_parse(
    gatehouse_json *parser, const uint8_t *text, size_t length, size_t max_depth,
    const uint64_t **tape, const uint8_t **strings);

/* Whether a failure of gatehouse_json_parse says nothing of the text: memory was short. */
int gatehouse_json_is_out_of_memory(const char *failure);

/* The version of simdjson in use. */
const char *gatehouse_json_version(void);

#ifdef __cplusplus
}
#endif
#endif
