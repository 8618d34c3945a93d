-- Gatehouse, for lighttpd: what gatehouse.conf runs. Turns the claims into request headers.

-- The headers of your policies. A client's own never pass, also in spellings that some backend takes for the same.
local headers = {
    "X-Auth-Subject", "X-Auth-Issuer", "X-Auth-Client", "X-Auth-Scopes",
    "X-Auth-Roles", "X-Auth-Email", "X-Auth-Name", "X-Auth-Claims",
}

local function variable(name)
    return (name:upper():gsub("[^%w]", "_"))
end

local ours = {}
for _, name in ipairs(headers) do ours[variable(name)] = name end

local request = lighty.r
local forged = {}
for name in pairs(request.req_header) do
    if ours[variable(name)] then forged[#forged + 1] = name end
end
for _, name in ipairs(forged) do request.req_header[name] = nil end

-- The secret of `debug-secret-file` is between the client and the daemon.
request.req_header["X-Gatehouse-Debug"] = nil

-- Nothing but a permission, and the configuration itself, puts a variable here.
for name, header in pairs(ours) do
    local value = request.req_env[name]
    if value and value ~= "" then request.req_header[header] = value end
end

-- lighttpd goes on.
return 0
