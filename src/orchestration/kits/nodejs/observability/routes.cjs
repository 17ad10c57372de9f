// Knows by which template (`/orders/:id`) a request was routed: read from Express, Fastify and Next.js as they set it, or said by the app.
"use strict";

const diagnostics = require("node:diagnostics_channel");

const TEMPLATE = Symbol("route template");
const NEXT_META = Symbol.for("NextInternalRequestMeta");
const NEXT_ERROR_PAGES = new Set(["/_not-found", "/_global-error", "/_error", "/404", "/500"]);
const FIRST_PLACE = 0xe000; // Unicode's private use area, which no URL holds unescaped

/** Says the template of a request that no known framework routes: `route(request, "/orders/:id")`. Never the URL itself. */
function route(request, template) {
  request[TEMPLATE] = template;
}

function routeOf(request) {
  return request[TEMPLATE] ?? nextRoute(request);
}

/**
 * Next.js keeps with a request which page or route handler it matched (`/orders/[id]`), after every rewrite. Outside of traces it has no
 * documented name for that: where it is not found, the route is empty. An error page takes the place of what was matched before.
 */
function nextRoute(request) {
  const { match, invokeOutput } = request[NEXT_META] ?? {};
  return [match?.definition?.pathname, invokeOutput].find((page) => typeof page === "string" && !NEXT_ERROR_PAGES.has(page)) ?? "";
}

/** Whether this is a file that Next.js made while building: no work of the service's, and a dozen of them for each page. */
function isAsset(request, path) {
  return request[NEXT_META] !== undefined && path.includes("/_next/static/") && routeOf(request) === "";
}

/**
 * Express says what it matched in `request.route`, and in `request.baseUrl` where a router is mounted, but there as a piece of the URL.
 * Both are seen as they are set: later, after an error has left the router, the mount is no longer told.
 */
function watchExpress(request) {
  let baseUrl;
  let matched;
  const mounts = [{ url: "", template: "", params: {} }];
  const property = (get, set) => ({ get, set, enumerable: true, configurable: true });
  Object.defineProperties(request, {
    baseUrl: property(() => baseUrl, (url) => {
      baseUrl = url;
      // Anybody may use these names for something else.
      const depth = typeof url === "string" ? url.length : 0;
      while (mounts.at(-1).url.length > depth) mounts.pop();
      const outer = mounts.at(-1);
      if (depth === outer.url.length) return;
      const params = request.params ?? {};
      mounts.push({ url, template: outer.template + templateOf(url.slice(outer.url.length), params, outer.params), params });
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

/**
 * The matched piece of a URL with its parameters put back in: "/customers/42" and {id: "42"} are "/customers/:id". A router with
 * `mergeParams` has those of the mounts around it (`outer`) among its own; they stand in their piece already.
 */
function templateOf(piece, params, outer = {}) {
  const segments = piece.split("/");
  const marks = [];
  const isOuter = ([name, value]) => outer[name] === value;
  // From the end: of two equal segments the parameter is mostly the later one.
  const entries = Object.entries(params).reverse().sort((one, other) => isOuter(one) - isOuter(other));
  for (const [name, value] of entries) {
    const words = [value].flat().filter((word) => typeof word === "string" && word !== "").flatMap((word) => word.split("/"));
    if (words.length === 0) continue;
    // No letter of a name may be taken for a value: the names are put in at the end.
    const place = String.fromCharCode(FIRST_PLACE + marks.length);
    marks.push(/^\d+$/.test(name) ? "*" : Array.isArray(value) ? `*${name}` : `:${name}`);
    const whole = segments.findLastIndex((_segment, i) => words.every((word, j) => decoded(segments[i + j]) === word));
    const part = segments.findLastIndex((segment) => segment.includes(words[0]));
    if (whole >= 0) segments.splice(whole, words.length, place);
    else if (part >= 0 && !isOuter([name, value])) segments[part] = withoutLast(segments[part], words[0], place);
  }
  return segments.join("/").replace(/[\ue000-\uf8ff]/g, (place) => marks[place.charCodeAt(0) - FIRST_PLACE]);
}

function withoutLast(text, word, place) {
  const at = text.lastIndexOf(word);
  return text.slice(0, at) + place + text.slice(at + word.length);
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

module.exports = { route, routeOf, isAsset, watchExpress, watchFastify, templateOf };
