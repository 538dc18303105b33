// The runtime client's compiled part only fetches events and posts buffered answers. It needs a C++ compiler and curl, and
// the client can fetch events without it (AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1), so here it is left out.
const Module = require("node:module");

const load = Module._load;

Module._load = function (request, ...rest) {
  return request === "./rapid-client.node" ? { initializeClient() {} } : load.call(this, request, ...rest);
};
