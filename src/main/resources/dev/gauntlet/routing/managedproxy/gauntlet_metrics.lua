-- Counters in shared memory, exact over all workers. Series are numbered in the order of their birth, so that a scrape reads
-- them one by one instead of locking the whole dictionary.
local state = require "gauntlet_state"

local _M = {}

local dict = ngx.shared.gauntlet_metrics
local floor, format, concat = math.floor, string.format, table.concat
local tonumber = tonumber

-- Seconds; fine enough for a quantile with a margin of some milliseconds, bounded for its cost in series.
local BOUNDS = { 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5,
    2, 3, 5, 7.5, 10, 15, 20, 30, 60 }
-- Codes with a meaning of their own; any other is counted as its class ("5xx"), which keeps the number of series bounded.
local CODES = {}
for code in ([[200 201 202 203 204 205 206 301 302 303 304 307 308 400 401 402 403 404 405 406 408 409 410 411 412 413 414 415 416
    417 418 421 422 423 424 425 426 428 429 431 451 499 500 501 502 503 504 505 507 508 511 529]]):gmatch("%d+") do
    CODES[code] = true
end

local experiment
local extra = {}
local rows = {}

local function add(family, labels, value)
    local key = family .. "{" .. labels .. "}"
    local total = dict:incr(key, value, 0)
    if total == value and dict:safe_add("known:" .. key, true) then
        dict:set("series:" .. dict:incr("series", 1, 0), key)
    end
end

-- To be called once per start of the master; a reload keeps counters and start time. The second argument holds, by variant, further
-- labels of its series.
function _M.init(name, variant_labels)
    experiment = name
    for variant, labels in pairs(variant_labels or {}) do
        extra[variant] = labels ~= "" and "," .. labels or ""
    end
    dict:safe_add("start", ngx.now())
end

-- Counts one request: its assigned variant, why it got it, first upstream status, unit bucket and seconds of the first attempt.
function _M.observe(variant, source, code, bucket, seconds)
    if not CODES[code] then
        code = code:sub(1, 1) .. "xx"
    end
    local labels = format('experiment="%s",variant="%s",source="%s"%s', experiment, variant, source, extra[variant] or "")
    add("gauntlet_requests_total", format('%s,code="%s",unit_bucket="%s"', labels, code, bucket), 1)
    local index = #BOUNDS + 1
    for i = 1, #BOUNDS do
        if seconds <= BOUNDS[i] then
            index = i
            break
        end
    end
    add("duration_micros", labels, floor(seconds * 1000000 + 0.5))
    add("duration_" .. index, labels, 1)
end

-- Counts one request that the champion served in place of its variant.
function _M.fallback(variant)
    add("gauntlet_fallbacks_total", format('experiment="%s",variant="%s"%s', experiment, variant, extra[variant] or ""), 1)
end

-- Counts one step of a copy's way: "sampled" when a request was drawn, then exactly one of "answered", "failed" (no answer came) and
-- "dropped" (not sent; the reason says why).
function _M.mirrored(variant, outcome, reason)
    local labels = format('experiment="%s",variant="%s"%s,outcome="%s"', experiment, variant, extra[variant] or "", outcome)
    add("gauntlet_mirrored_requests_total", reason and format('%s,reason="%s"', labels, reason) or labels, 1)
end

-- Gives the other requests of this worker a turn within a long scrape.
local function breathe(count)
    if count % 500 == 0 then
        ngx.sleep(0)
    end
end

local function read_series()
    local count = dict:get("series") or 0
    for i = #rows + 1, count do
        local key = dict:get("series:" .. i)
        if not key then
            break
        end
        local family, labels = key:match("^([%w_]+){(.*)}$")
        rows[i] = { key = key, family = family, labels = labels }
        breathe(i)
    end
end

local function histogram(out, labels, counts, micros)
    local total = 0
    for i = 1, #BOUNDS + 1 do
        total = total + (counts[i] or 0)
        local bound = BOUNDS[i] and tostring(BOUNDS[i]) or "+Inf"
        out[#out + 1] = format('gauntlet_request_duration_seconds_bucket{%s,le="%s"} %.0f\n', labels, bound, total)
    end
    out[#out + 1] = format("gauntlet_request_duration_seconds_sum{%s} %.6f\n", labels, micros / 1000000)
    out[#out + 1] = format("gauntlet_request_duration_seconds_count{%s} %.0f\n", labels, total)
end

-- Answers a scrape in the Prometheus text format, version 0.0.4.
function _M.expose()
    read_series()
    local counters = { gauntlet_requests_total = {}, gauntlet_fallbacks_total = {}, gauntlet_mirrored_requests_total = {} }
    local durations = {}
    for i = 1, #rows do
        local row = rows[i]
        local value = dict:get(row.key) or 0
        local index = row.family:match("^duration_(.+)$")
        if index then
            local entry = durations[row.labels] or { counts = {}, micros = 0 }
            durations[row.labels] = entry
            if index == "micros" then
                entry.micros = value
            else
                entry.counts[tonumber(index)] = value
            end
        else
            local target = counters[row.family]
            target[#target + 1] = format("%s %.0f\n", row.key, value)
        end
        breathe(i)
    end
    local out = { "# HELP gauntlet_requests_total Requests by assigned variant and first upstream status.\n",
        "# TYPE gauntlet_requests_total counter\n", concat(counters.gauntlet_requests_total),
        "# HELP gauntlet_fallbacks_total Requests that the champion served in place of their variant.\n",
        "# TYPE gauntlet_fallbacks_total counter\n", concat(counters.gauntlet_fallbacks_total),
        "# HELP gauntlet_mirrored_requests_total Requests drawn for a copy, and what became of the copies.\n",
        "# TYPE gauntlet_mirrored_requests_total counter\n", concat(counters.gauntlet_mirrored_requests_total),
        "# HELP gauntlet_request_duration_seconds Time of the first attempt by assigned variant.\n",
        "# TYPE gauntlet_request_duration_seconds histogram\n" }
    for labels, entry in pairs(durations) do
        histogram(out, labels, entry.counts, entry.micros)
    end
    local held = state.current()
    out[#out + 1] = format("# HELP gauntlet_config_generation Generation of the route in force.\n"
        .. "# TYPE gauntlet_config_generation gauge\ngauntlet_config_generation{experiment=\"%s\"} %.0f\n", experiment,
        held and held.generation or 0)
    out[#out + 1] = format("# HELP process_start_time_seconds When these counters started from zero, in Unix time.\n"
        .. "# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds %.3f\n", dict:get("start"))
    ngx.header.content_type = "text/plain; version=0.0.4; charset=utf-8"
    ngx.print(out)
end

return _M
