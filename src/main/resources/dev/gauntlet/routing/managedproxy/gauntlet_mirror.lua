-- Copies of the champion's requests for challengers in shadow. A copy leaves when its request is over, from a timer that belongs to no
-- client connection, so whatever a challenger does to it, no answer and no next request on a connection waits. (The mirror module of
-- nginx would keep the connection until the challenger has answered.) The timer hands the copy to a server of this very nginx, which
-- treats it like any request: same timeouts, same connections, same measurement.
local assignment = require "gauntlet_assignment"
local metrics = require "gauntlet_metrics"

local _M = {}

-- Copies under way per worker; what exceeds it is dropped, because a slow challenger must cost bounded memory and connections.
local MOST_COPIES = 128
-- Bytes; a larger body is not copied.
local LARGEST_BODY = 16 * 1024 * 1024
local CHUNK = 65536
local NOTE = "x-gauntlet-copy"
-- What belongs to the client's connection and body, or is set anew.
local NOT_COPIED = { ["connection"] = true, ["content-length"] = true, ["expect"] = true, ["keep-alive"] = true, ["te"] = true,
    ["trailer"] = true, ["transfer-encoding"] = true, ["upgrade"] = true, ["x-forwarded-for"] = true, [NOTE] = true }

-- What asks for a change (RFC 9110, section 9.3) must not happen twice. POST is how models are asked.
local CHANGING = { PUT = true, PATCH = true, DELETE = true, CONNECT = true }

local host, port
local under_way = 0

-- Where this nginx takes its own copies: address:port.
function _M.init(address)
    host, port = address:match("^(.+):(%d+)$")
end

-- Draws whether a request is copied, and to whom, and if so keeps its body. There is one draw for all challengers, so that they get the
-- same requests. The id is this process's own; no salt is empty, hence the draw is independent of the assignment.
function _M.sample(ctx)
    local mirrored = ctx.state.mirrored
    if not mirrored or CHANGING[ngx.req.get_method()] then
        return
    end
    local position, chosen = assignment.locate("", ngx.var.gauntlet_request_id), nil
    for name, positions in pairs(mirrored) do
        if position < positions then
            chosen = chosen or {}
            chosen[#chosen + 1] = name
        end
    end
    if chosen then
        ngx.req.read_body()
        ctx.copies = { variants = chosen, body = ngx.req.get_body_data() or "", path = ngx.req.get_body_file() }
    end
end

-- A header occurs once or several times.
local function values(header)
    return type(header) == "table" and header or { header }
end

local function head(variant, ctx, length)
    local var, headers = ngx.var, ngx.req.get_headers(0, true)
    local lines = { ngx.req.get_method() .. " " .. var.request_uri .. " HTTP/1.1" }
    local sized, clients = length > 0, {}
    for name, value in pairs(headers) do
        local lower = name:lower()
        sized = sized or lower == "content-length" or lower == "transfer-encoding"
        for _, single in ipairs(NOT_COPIED[lower] and {} or values(value)) do
            lines[#lines + 1] = name .. ": " .. tostring(single)
        end
        if lower == "x-forwarded-for" then
            clients = values(value)
        end
    end
    clients[#clients + 1] = var.remote_addr
    if sized then
        lines[#lines + 1] = "Content-Length: " .. length
    end
    lines[#lines + 1] = "X-Forwarded-For: " .. table.concat(clients, ", ")
    lines[#lines + 1] = NOTE .. ": " .. variant .. " " .. ctx.bucket .. " " .. var.gauntlet_request_id
    lines[#lines + 1] = "Connection: close\r\n\r\n"
    return table.concat(lines, "\r\n")
end

-- The variant, the unit bucket and the id of the request that a copy was made of.
function _M.read_note()
    return (ngx.var.http_x_gauntlet_copy or ""):match("^(%S+) (%S+) (%S+)$")
end

-- Whether the copy was handed over; what becomes of it then is counted where it is handled.
local function hand_over(copy)
    local socket = ngx.socket.tcp()
    socket:settimeouts(1000, 10000, copy.patience)
    if not socket:connect(host, port) then
        return false
    end
    if not socket:send(copy.head .. copy.body) then
        socket:close()
        return false
    end
    copy.head, copy.body = nil, nil
    while copy.file do
        local chunk = copy.file:read(CHUNK)
        if not chunk then
            break
        end
        if not socket:send(chunk) then
            socket:close()
            return true
        end
    end
    repeat
        local part = socket:receiveany(CHUNK)
    until not part
    socket:close()
    return true
end

local function close(file)
    if file then
        file:close()
    end
end

local function deliver(premature, copy)
    local fine, handed = true, false
    -- Premature: this worker is about to end.
    if not premature then
        fine, handed = pcall(hand_over, copy)
    end
    under_way = under_way - 1
    close(copy.file)
    if not (fine and handed) then
        metrics.mirrored(copy.variant, "dropped", "internal")
    end
end

-- Why a copy cannot be sent, or nil when it is on its way.
local function dispatch(variant, ctx)
    if under_way >= MOST_COPIES then
        return "busy"
    end
    local copies = ctx.copies
    local file, length = nil, #copies.body
    if copies.path then
        -- The open file outlives its name, which ends with the request.
        file = io.open(copies.path, "rb")
        if not file then
            return "internal"
        end
        length = file:seek("end")
        file:seek("set")
    end
    if length > LARGEST_BODY then
        close(file)
        return "body"
    end
    local backend = ctx.state.backends[variant]
    local copy = { variant = variant, head = head(variant, ctx, length), body = copies.body, file = file,
        patience = backend.connectTimeoutMillis + backend.readTimeoutMillis + 10000 }
    if not ngx.timer.at(0, deliver, copy) then
        close(file)
        return "busy"
    end
    under_way = under_way + 1
end

-- Log phase of a request: sends the copies that it was drawn for.
function _M.send(ctx)
    if not ctx.copies then
        return
    end
    for _, variant in ipairs(ctx.copies.variants) do
        metrics.mirrored(variant, "sampled")
        local fine, reason = pcall(dispatch, variant, ctx)
        if not fine then
            ngx.log(ngx.ERR, "a copy failed: ", reason)
        end
        if not fine or reason then
            metrics.mirrored(variant, "dropped", fine and reason or "internal")
        end
    end
end

return _M
