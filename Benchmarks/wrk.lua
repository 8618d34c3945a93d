-- Sends tokens in Authorization, and prints what came of it as JSON.
--
--   wrk ... -s wrk.lua URL -- FILE COUNT once|again
--
-- The first COUNT tokens of FILE are sent in turn; "once" stops when each has been sent. wrk goes on to the end
-- of its time even so; that is why the time is taken here.

local ffi = require("ffi")
ffi.cdef("typedef struct { long s, ns; } moment; int clock_gettime(int, moment *);")
local threads, moment = {}, ffi.new("moment")

-- Seconds on CLOCK_MONOTONIC.
local function now()
    ffi.C.clock_gettime(1, moment)
    return tonumber(moment.s) + tonumber(moment.ns) / 1e9
end

function setup(thread)
    table.insert(threads, thread)
end

function init(arguments)
    requests = {}
    local count = tonumber(arguments[2])
    for token in io.lines(arguments[1]) do
        if #requests == count then break end
        table.insert(requests, wrk.format("GET", nil, { Authorization = "Bearer " .. token }))
    end
    isOnce = arguments[3] == "once"
    sent = 0
end

function request()
    if sent == 0 then started = now() end
    if isOnce and sent == #requests then
        stopped = now()
        wrk.thread:stop()
        return requests[1]
    end
    sent = sent + 1
    return requests[(sent - 1) % #requests + 1]
end

function done(summary, latency, _)
    local started, stopped = threads[1]:get("started"), threads[1]:get("stopped")
    local duration = stopped and stopped - started or summary.duration / 1e6
    local errors = summary.errors
    io.write(string.format(
        '{"requests": %d, "seconds": %.6f, "p50": %d, "p99": %d, "refused": %d, "broken": %d}\n',
        summary.requests, duration, latency:percentile(50), latency:percentile(99), errors.status,
        errors.connect + errors.read + errors.write + errors.timeout))
end
