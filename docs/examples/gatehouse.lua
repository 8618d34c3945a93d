-- Gatehouse, for HAProxy: `http-request lua.gatehouse POLICY`, or `lua.gatehouse_scoped POLICY SCOPES` with scopes joined
-- by commas. Asks, then lets the request go on with its claims, or answers it.

-- The headers of your policies.
local claims = {
    "x-auth-subject", "x-auth-issuer", "x-auth-client", "x-auth-scopes",
    "x-auth-roles", "x-auth-email", "x-auth-name", "x-auth-claims",
}

-- Where a token may be, besides the address.
local asked = { "authorization", "cookie" }

local function refuse(txn, status, headers, reason, detail)
    local reply = txn:reply{ status = status }
    reply:add_header("content-type", "application/problem+json")
    reply:add_header("cache-control", "no-store")
    for _, name in ipairs({ "www-authenticate", "retry-after" }) do
        for _, value in pairs(headers[name] or {}) do reply:add_header(name, value) end
    end
    reply:set_body(string.format('{"status":%d,"reason":"%s","detail":"%s"}', status, reason, detail))
    txn:done(reply)
end

local function ask(txn, policy, scopes)
    local sent = txn.http:req_get_headers()
    local headers = { ["gatehouse-policy"] = { policy } }
    if scopes then headers["gatehouse-scope"] = { (scopes:gsub(",", " ")) } end
    for _, name in ipairs(asked) do
        local values = {}
        for _, value in pairs(sent[name] or {}) do values[#values + 1] = value end
        if #values > 0 then headers[name] = { table.concat(values, name == "cookie" and "; " or ", ") } end
    end
    local answer = core.httpclient():get{
        url = "http://127.0.0.1" .. txn.sf:pathq(), headers = headers, dst = "abns@gatehouse", timeout = 5000,
    }
    local got = answer and answer.headers or {}
    if answer and answer.status == 200 then
        for _, name in ipairs(claims) do
            local value = got[name] and got[name][0]
            if value and value ~= "" then txn.http:req_set_header(name, value) end
        end
        return
    end
    local status = got["x-gatehouse-status"] and tonumber(got["x-gatehouse-status"][0])
    if status then
        refuse(txn, status, got, got["x-gatehouse-reason"][0], got["x-gatehouse-message"][0])
    else
        refuse(txn, 503, { ["retry-after"] = { "1" } }, "GatehouseUnavailable", "the access check gave no answer")
    end
end

core.register_action("gatehouse", { "http-req" }, function(txn, policy) ask(txn, policy) end, 1)
core.register_action("gatehouse_scoped", { "http-req" }, ask, 2)
