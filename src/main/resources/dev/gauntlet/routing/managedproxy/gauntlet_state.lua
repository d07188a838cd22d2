-- The run-time state: lanes, backends, generation. One copy for all workers in shared memory; each worker keeps it decoded.
local cjson = require "cjson.safe"

local _M = {}

local dict = ngx.shared.gauntlet_state
local POSITIONS = 4294967296
local cached, cached_version

local function is_integer(value, minimum, maximum)
    return type(value) == "number" and value >= minimum and value <= maximum and value % 1 == 0
end

local function is_ipv4(address)
    local parts = { address:match("^(%d%d?%d?)%.(%d%d?%d?)%.(%d%d?%d?)%.(%d%d?%d?)$") }
    if #parts ~= 4 then
        return false
    end
    for _, part in ipairs(parts) do
        if tonumber(part) > 255 then
            return false
        end
    end
    return true
end

-- Counts the groups of one side of "::"; nil when a group is malformed.
local function ipv6_groups(text)
    if text == "" then
        return 0
    end
    local count = 0
    for group in (text .. ":"):gmatch("([^:]*):") do
        if not group:match("^%x%x?%x?%x?$") then
            return nil
        end
        count = count + 1
    end
    return count
end

local function is_ipv6(address)
    local from, to = address:find("::", 1, true)
    if not from then
        return ipv6_groups(address) == 8
    end
    local head, tail = ipv6_groups(address:sub(1, from - 1)), ipv6_groups(address:sub(to + 1))
    return head ~= nil and tail ~= nil and head + tail < 8
end

local function check_backends(backends)
    if type(backends) ~= "table" then
        return "backends and copies must be objects"
    end
    for name, backend in pairs(backends) do
        if type(name) ~= "string" or type(backend) ~= "table" then
            return "backends must map names to objects"
        end
        local address = backend.address
        if type(address) ~= "string" or not (is_ipv4(address) or is_ipv6(address)) then
            return "backend " .. name .. ": address must be an IP address"
        end
        if not is_integer(backend.port, 1, 65535) then
            return "backend " .. name .. ": port must lie in 1..65535"
        end
        if not is_integer(backend.connectTimeoutMillis, 1, 3600000) or not is_integer(backend.readTimeoutMillis, 1, 3600000) then
            return "backend " .. name .. ": timeouts must lie in 1..3600000 milliseconds"
        end
    end
end

local function check_lanes(lanes, backends)
    if type(lanes) ~= "table" then
        return "lanes must be an array"
    end
    local count = 0
    for _ in pairs(lanes) do
        count = count + 1
    end
    if count ~= #lanes then
        return "lanes must be an array"
    end
    local previous = 0
    for _, lane in ipairs(lanes) do
        if type(lane) ~= "table" or not is_integer(lane.lower, 0, POSITIONS) or not is_integer(lane.upper, 0, POSITIONS)
            or lane.lower >= lane.upper then
            return "a lane must have integers 0 <= lower < upper <= 4294967296"
        end
        if lane.lower < previous then
            return "lanes must be ordered and must not overlap"
        end
        previous = lane.upper
        if type(lane.variant) ~= "string" or not backends[lane.variant] then
            return "a lane names an unknown variant"
        end
    end
end

local function check_mirrored(mirrored, state)
    if mirrored == nil then
        return
    end
    if type(mirrored) ~= "table" then
        return "mirrored must be an object"
    end
    for name, positions in pairs(mirrored) do
        if name == state.default or not state.backends[name] then
            return "mirrored names an unknown variant"
        end
        if not is_integer(positions, 0, POSITIONS) then
            return "mirrored must map names to integers in 0..4294967296"
        end
    end
end

-- Decodes and checks a state document: the state, or nil and what is wrong with it.
function _M.parse(text)
    local state = cjson.decode(text)
    if type(state) ~= "table" then
        return nil, "not a JSON object"
    end
    if not is_integer(state.generation, 0, 2 ^ 53) then
        return nil, "generation must be a whole number"
    end
    if type(state.draining) ~= "boolean" then
        return nil, "draining must be true or false"
    end
    local problem = check_backends(state.backends) or state.copies ~= nil and check_backends(state.copies)
    if problem then
        return nil, problem
    end
    if type(state.default) ~= "string" or not state.backends[state.default] then
        return nil, "default names an unknown variant"
    end
    problem = check_lanes(state.lanes, state.backends) or check_mirrored(state.mirrored, state)
    if problem then
        return nil, problem
    end
    return state
end

local function store(text)
    dict:set("state", text)
    dict:incr("version", 1, 0)
end

-- Replaces the state unless it is older than what is held: true, or nil, an HTTP status and the reason.
function _M.replace(text)
    local state, problem = _M.parse(text)
    if not state then
        return nil, 400, problem
    end
    if not dict:add("lock", true, 1) then
        return nil, 503, "another change is under way"
    end
    local held = _M.current()
    if held and state.generation < held.generation then
        dict:delete("lock")
        return nil, 409, "generation " .. state.generation .. " is older than " .. held.generation
    end
    store(text)
    dict:delete("lock")
    return true
end

-- Takes a document over only if its generation is newer than what is held (start, reload, mounted file that changed).
function _M.adopt(text)
    local state, problem = _M.parse(text)
    if not state then
        return nil, problem
    end
    local held = _M.current()
    if held and state.generation <= held.generation then
        return true
    end
    local ok, _, reason = _M.replace(text)
    return ok, reason
end

-- From now on every answer closes its connection; used when this process is about to end.
function _M.terminate()
    if dict:safe_add("terminating", true) then
        dict:incr("version", 1, 0)
    end
end

-- The state in force, or nil before the first one.
function _M.current()
    local version = dict:get("version")
    if version ~= cached_version then
        local text = dict:get("state")
        local state = text and cjson.decode(text)
        if state then
            for _, backends in ipairs({ state.backends, state.copies }) do
                for _, backend in pairs(backends) do
                    backend.peer = backend.address:find(":", 1, true) and "[" .. backend.address .. "]" or backend.address
                end
            end
            state.closing = state.draining or dict:get("terminating") == true
            cached, cached_version = state, version
        end
    end
    return cached
end

-- The document in force as it was received.
function _M.text()
    return dict:get("state")
end

return _M
