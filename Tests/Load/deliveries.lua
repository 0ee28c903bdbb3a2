-- Sends deliveries of a store, each with its own signature; DELIVERIES names the file they are in,
-- a line each: signature, tab, body.
local deliveries, at = {}, 0

function init()
  for line in io.lines(os.getenv("DELIVERIES")) do
    local signature, body = line:match("^(.-)\t(.*)$")
    deliveries[#deliveries + 1] = { signature, body }
  end
end

function request()
  at = at % #deliveries + 1
  local delivery = deliveries[at]
  return wrk.format("POST", nil, {
    ["Content-Type"] = "application/json",
    ["X-WC-Webhook-Topic"] = "product.updated",
    ["X-WC-Webhook-Signature"] = delivery[1],
  }, delivery[2])
end
