-- The traffic path: assign a request to a variant, pick its backend, fall back to the champion, count and log.
local assignment = require "gauntlet_assignment"
local balancer = require "ngx.balancer"
local metrics = require "gauntlet_metrics"
local mirror = require "gauntlet_mirror"
local settings = require "gauntlet_settings"
local state = require "gauntlet_state"

local _M = {}

local CONFIG = ngx.config.prefix() .. "conf/state.json"
local TERMINATING = ngx.config.prefix() .. "run/terminating"
local UNKNOWN_BUCKET = "none"
local followed

local function read(path)
    local file = io.open(path, "rb")
    if not file then
        return nil
    end
    local text = file:read("*a")
    file:close()
    return text
end

-- Master start and reload. Fails on a bad state, so that "nginx -t" and a start refuse it.
function _M.init()
    metrics.init(settings.experiment, settings.variantLabels)
    if not state.current() then
        os.remove(TERMINATING)
    end
    local ok, problem = state.adopt(assert(read(CONFIG), "cannot read " .. CONFIG))
    assert(ok, "state.json: " .. tostring(problem))
end

-- Follows the mounted files: a newer state that no push brought, and the mark that this pod is about to end.
local function follow_files()
    if read(TERMINATING) then
        state.terminate()
    end
    local text = read(CONFIG)
    if text and text ~= followed then
        followed = text
        local ok, problem = state.adopt(text)
        if not ok then
            ngx.log(ngx.ERR, "state.json is ignored: ", problem)
        end
    end
end

function _M.init_worker()
    if ngx.worker.id() == 0 then
        assert(ngx.timer.every(1, function(premature)
            if not premature then
                follow_files()
            end
        end))
    end
end

local function first(value)
    if type(value) == "table" then
        value = value[1]
    end
    return type(value) == "string" and value ~= "" and value or nil
end

local function unit_key(headers)
    if settings.keyType == "Cookie" then
        return first(ngx.var["cookie_" .. settings.keyName])
    end
    return first(headers[settings.keyName])
end

-- The variant, its source, and the unit's bucket for this request.
local function decide(held)
    local headers = ngx.req.get_headers(256)
    local forced = settings.overrideHeader and first(headers[settings.overrideHeader])
    if forced and held.backends[forced] then
        return forced, "override", UNKNOWN_BUCKET
    end
    local key, source = nil, "assigned"
    if settings.unit == "Request" then
        key = ngx.var.gauntlet_request_id
    else
        key = unit_key(headers)
        if not key and settings.missingKeyPolicy == "Random" then
            key, source = ngx.var.gauntlet_request_id, "random"
        end
    end
    if not key then
        return held.default, "unassigned", UNKNOWN_BUCKET
    end
    local position, bucket = assignment.locate(settings.salt, key)
    return assignment.variant(held, position), source, source == "assigned" and bucket or UNKNOWN_BUCKET
end

-- Rewrite phase: the one place where a request gets its variant; the state it saw stays with it to its end.
function _M.assign()
    local held = state.current()
    local variant, source, bucket = decide(held)
    local ctx, var = ngx.ctx, ngx.var
    ctx.state, ctx.variant, ctx.source, ctx.bucket = held, variant, source, bucket
    var.gauntlet_experiment = settings.experiment
    var.gauntlet_generation = held.generation
    var.gauntlet_variant = variant
    var.gauntlet_source = source
    var.gauntlet_upstream_source = source
    var.gauntlet_unit_bucket = bucket
    var.gauntlet_upstream_unit_bucket = bucket
    if source == "assigned" and variant == held.default then
        mirror.sample(ctx)
    end
end

-- Picks the backend of one attempt. A challenger's failure is tried again on the champion; a champion's answer is final, and so is the
-- answer to a copy.
function _M.balance()
    local ctx = ngx.ctx
    local held, name = ctx.state, ctx.variant
    if name ~= held.default and ctx.source ~= "mirrored" then
        if ctx.attempted then
            name = held.default
            ctx.fallback = true
            -- The champion stands in: what it counts by unit bucket must not take the request for one of its own.
            ngx.var.gauntlet_upstream_source = "fallback"
            ngx.var.gauntlet_upstream_unit_bucket = UNKNOWN_BUCKET
            assert(balancer.recreate_request())
        else
            assert(balancer.set_more_tries(1))
        end
    end
    ctx.attempted = true
    local backend = ctx.source == "mirrored" and held.copies and held.copies[name] or held.backends[name]
    assert(balancer.set_current_peer(backend.peer, backend.port))
    local connect, wait = backend.connectTimeoutMillis / 1000, backend.readTimeoutMillis / 1000
    assert(balancer.set_timeouts(connect, wait, wait))
end

-- While draining, every answer asks the client to close its connection: it finds its way to the new target without an error.
function _M.filter_header()
    if state.current().closing then
        ngx.header["Connection"] = "close"
    end
end

-- Counts a request or a copy and notes it for the access log.
local function count(ctx, var)
    local code = (var.upstream_status or ""):match("^(%d%d%d)") or var.status
    local seconds = (var.upstream_response_time or ""):match("^([%d.]+)") or var.request_time
    var.gauntlet_first_status = code
    var.gauntlet_first_seconds = seconds
    if ctx.fallback then
        metrics.fallback(ctx.variant)
    end
    metrics.observe(ctx.variant, ctx.source, code, ctx.bucket, tonumber(seconds))
end

-- Log phase, before the access log is written. Intent to treat: the first upstream status counts, not what a fallback made of it.
function _M.log()
    local ctx = ngx.ctx
    if ctx.variant then
        count(ctx, ngx.var)
        mirror.send(ctx)
    end
end

-- Rewrite phase of a copy: it takes its variant from what this process itself noted on it.
function _M.assign_copy()
    local ctx, var = ngx.ctx, ngx.var
    local held = state.current()
    local variant, bucket, id = mirror.read_note()
    ctx.state, ctx.variant, ctx.source, ctx.bucket = held, variant, "mirrored", bucket
    var.gauntlet_experiment = settings.experiment
    var.gauntlet_generation = held.generation
    var.gauntlet_variant = variant
    var.gauntlet_source = "mirrored"
    var.gauntlet_unit_bucket = bucket
    var.gauntlet_request_id = id
    if not held.backends[variant] then
        return ngx.exit(ngx.HTTP_SERVICE_UNAVAILABLE)
    end
end

-- Log phase of a copy. One that never left for its variant is no observation of it.
function _M.log_copy()
    local ctx, var = ngx.ctx, ngx.var
    if not ctx.variant then
        return
    end
    if (var.upstream_addr or "") == "" then
        return metrics.mirrored(ctx.variant, "dropped", "internal")
    end
    count(ctx, var)
    metrics.mirrored(ctx.variant, (var.upstream_header_time or ""):match("^%d") and "answered" or "failed")
end

return _M
