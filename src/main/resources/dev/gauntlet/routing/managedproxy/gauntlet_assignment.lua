-- Which variant a unit gets: a pure function of salt, unit key and lanes. dev.gauntlet.routing.managedproxy.Assignment is its twin.
local byte = string.byte
local md5_bin = ngx.md5_bin

local _M = { BUCKETS = 64 }

-- Position of a unit in [0, 2^32) and its bucket; both come from different bytes of one hash, hence are independent.
function _M.locate(salt, key)
    local a, b, c, d, e = byte(md5_bin(salt .. ":" .. key), 1, 5)
    return ((a * 256 + b) * 256 + c) * 256 + d, e % _M.BUCKETS
end

-- The variant whose lane [lower, upper) holds the position, else the default.
function _M.variant(state, position)
    local lanes = state.lanes
    for i = 1, #lanes do
        local lane = lanes[i]
        if position >= lane.lower and position < lane.upper then
            return lane.variant
        end
    end
    return state.default
end

return _M
