-- What stays the same while the proxy runs: conf/settings.json, read once at the start.
local cjson = require "cjson.safe"

local file = assert(io.open(ngx.config.prefix() .. "conf/settings.json", "rb"))
local text = file:read("*a")
file:close()
local settings = assert(cjson.decode(text), "settings.json is not valid JSON")
for _, field in ipairs { "experiment", "salt", "unit", "missingKeyPolicy", "adminTokenSha1" } do
    assert(type(settings[field]) == "string" and settings[field] ~= "", "settings.json lacks " .. field)
end
assert(settings.unit == "Request" or (settings.keyName and settings.keyType), "settings.json lacks keyType or keyName")
return settings
