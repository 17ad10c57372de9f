// Knows by which template (`/orders/:id`) a request was routed: read from Express and Fastify as they set it, or said by the app.
"use strict";

const diagnostics = require("node:diagnostics_channel");

const TEMPLATE = Symbol("route template");

/** Says the template of a request that no known framework routes: `route(request, "/orders/:id")`. Never the URL itself. */
function route(request, template) {
  request[TEMPLATE] = template;
}

function routeOf(request) {
  return request[TEMPLATE] ?? "";
}

/**
 * Express says what it matched in `request.route`, and in `request.baseUrl` where a router is mounted, but there as a piece of the URL.
 * Both are seen as they are set: later, after an error has left the router, the mount is no longer told.
 */
function watchExpress(request) {
  let baseUrl;
  let matched;
  const mounts = [{ url: "", template: "" }];
  const property = (get, set) => ({ get, set, enumerable: true, configurable: true });
  Object.defineProperties(request, {
    baseUrl: property(() => baseUrl, (url) => {
      baseUrl = url;
      const depth = url?.length ?? 0;
      while (mounts.at(-1).url.length > depth) mounts.pop();
      const { url: outer, template } = mounts.at(-1);
      if (depth > outer.length) mounts.push({ url, template: template + templateOf(url.slice(outer.length), request.params) });
    }),
    route: property(() => matched, (found) => {
      matched = found;
      if (found?.path === undefined) return;
      const mount = mounts.at(-1).template;
      const path = Array.isArray(found.path) ? found.path.join("|") : String(found.path);
      request[TEMPLATE] = mount && path === "/" ? mount : mount + path;
    }),
  });
}

/** The matched piece of a URL with its parameters put back in: "/customers/42" and {id: "42"} are "/customers/:id". */
function templateOf(piece, params) {
  const segments = piece.split("/");
  // From the end: of two equal segments the parameter is mostly the later one.
  for (const [name, value] of Object.entries(params ?? {}).reverse()) {
    const mark = /^\d+$/.test(name) ? "*" : Array.isArray(value) ? `*${name}` : `:${name}`;
    const words = [value].flat().filter((word) => typeof word === "string" && word !== "").flatMap((word) => word.split("/"));
    const index = segments.findLastIndex((_segment, i) => words.length > 0 && words.every((word, j) => decoded(segments[i + j]) === word));
    if (index >= 0) segments.splice(index, words.length, mark);
    else segments.forEach((segment, i) => (segments[i] = words.reduce((text, word) => text.replace(word, mark), segment)));
  }
  return segments.join("/");
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Fastify announces each app it makes. */
function watchFastify() {
  diagnostics.subscribe("fastify.initialization", ({ fastify }) => {
    fastify.addHook("onRequest", (request, _reply, done) => {
      route(request.raw, request.routeOptions?.url);
      done();
    });
  });
}

module.exports = { route, routeOf, watchExpress, watchFastify, templateOf };
