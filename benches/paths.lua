-- Asks for the paths of the file PATHS one after the other, and prints one line of figures.
local paths = {}
for line in io.lines(os.getenv("PATHS")) do
    paths[#paths + 1] = line
end
local at = 0

function request()
    at = at % #paths + 1
    return wrk.format("GET", paths[at])
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.write(string.format("result %d %d %d %d %.1f %d\n", latency:percentile(50), latency:percentile(95),
        latency:percentile(99), summary.requests, summary.requests / (summary.duration / 1e6), failed))
end
