-- The operator's interface: replace and read the run-time state, and readiness for the kubelet.
local settings = require "gauntlet_settings"
local state = require "gauntlet_state"

local _M = {}

local function sha1_hex(text)
    return (ngx.sha1_bin(text):gsub(".", function(char)
        return string.format("%02x", char:byte())
    end))
end

local function answer(status, text)
    ngx.status = status
    ngx.header.content_type = status == 200 and "application/json" or "text/plain"
    ngx.say(text)
    return ngx.exit(status)
end

-- Hashes are compared, not tokens: the time of the comparison tells nothing about the token.
local function authorised()
    local token = (ngx.var.http_authorization or ""):match("^Bearer (.+)$")
    return token ~= nil and sha1_hex(token) == settings.adminTokenSha1
end

-- GET: the state in force. POST: replaces it after a strict check, or answers 400 (malformed), 409 (older), 503 (try again).
function _M.state()
    if not authorised() then
        return answer(401, "a valid bearer token is required")
    end
    local method = ngx.req.get_method()
    if method == "GET" then
        return answer(200, state.text())
    elseif method ~= "POST" then
        return answer(405, "GET or POST")
    end
    ngx.req.read_body()
    local ok, status, reason = state.replace(ngx.req.get_body_data() or "")
    if not ok then
        return answer(status, reason)
    end
    return answer(200, state.text())
end

-- Ready once a state is held.
function _M.ready()
    if not state.current() then
        return answer(503, "no state yet")
    end
    return answer(200, '{"ready":true}')
end

return _M
