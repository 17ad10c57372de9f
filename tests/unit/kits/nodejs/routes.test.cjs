// Route templates as Express and Next.js set them on a request. KIT is the kit's folder.
const { test } = require("node:test");
const assert = require("node:assert");
const { isAsset, route, routeOf, templateOf, watchExpress } = require(`${process.env.KIT}/observability/routes.cjs`);

test("a mounted piece of a URL becomes its template again", () => {
  assert.equal(templateOf("/customers/42", { id: "42" }), "/customers/:id");
  assert.equal(templateOf("/users/users", { id: "users" }), "/users/:id");
  assert.equal(templateOf("/a/x%20y", { name: "x y" }), "/a/:name");
  assert.equal(templateOf("/from/1-2", { from: "1", to: "2" }), "/from/:from-:to");
  assert.equal(templateOf("/files/a/b", { rest: ["a", "b"] }), "/files/*rest");
  assert.equal(templateOf("/files/a/b", { 0: "a/b" }), "/files/*");
  assert.equal(templateOf("/api", {}), "/api");
  assert.equal(templateOf("/a/%zz", { a: undefined }), "/a/%zz");
  for (const [from, to] of [["t", "f"], ["f", "t"], ["t", "t"], ["o", "m"]]) assert.match(templateOf(`/from/${from}-${to}`, { from, to }), /^\/from\/:(from-:to|to-:from)$/);
  assert.equal(templateOf("/orders/9", { order: "9", customer: "d" }, { customer: "d" }), "/orders/:order", "what an outer mount has put in is looked for in no name");
  assert.equal(templateOf("/orders/d", { order: "d", customer: "d" }, { customer: "d" }), "/orders/:order");
});

test("nested mounts, and back out of them", () => {
  const request = { params: { customer: "7" } };
  watchExpress(request);
  assert.equal(routeOf(request), "");
  request.baseUrl = "";
  request.baseUrl = "/customers/7";
  request.params = { order: "9" };
  request.baseUrl = "/customers/7/orders/9";
  request.params = { item: "1" };
  request.route = { path: "/items/:item" };
  assert.equal(routeOf(request), "/customers/:customer/orders/:order/items/:item");
  request.baseUrl = "/customers/7";
  request.baseUrl = undefined;
  assert.equal(routeOf(request), "/customers/:customer/orders/:order/items/:item", "an error handler outside sees no mount any more");
  request.route = { path: ["/a", "/b"] };
  assert.equal(routeOf(request), "/a|/b");
  request.route = { path: /^\/x/ };
  assert.equal(routeOf(request), "/^\\/x/");
  assert.equal(request.route.path.source, "^\\/x");
});

test("another framework may use the same names for something else", () => {
  for (const odd of [null, 5, ["/a"], {}, "x"]) {
    const request = { params: null };
    watchExpress(request);
    request.baseUrl = odd;
    request.route = odd;
    assert.deepEqual([request.baseUrl, request.route, routeOf(request)], [odd, odd, ""]);
  }
});

test("the root of a mounted router is the mount", () => {
  const request = { params: { id: "7" } };
  watchExpress(request);
  request.baseUrl = "/customers/7";
  request.route = { path: "/" };
  assert.equal(routeOf(request), "/customers/:id");
});

test("an app without a framework says its template itself", () => {
  const request = {};
  route(request, "/orders/:id");
  assert.equal(routeOf(request), "/orders/:id");
  route(request, undefined);
  assert.equal(routeOf(request), "");
});

test("what Next.js matched, unless an error page took its place", () => {
  const asked = (meta) => ({ [Symbol.for("NextInternalRequestMeta")]: meta });
  const page = (pathname) => ({ definition: { pathname } });
  assert.equal(routeOf(asked({ match: page("/orders/[id]"), invokeOutput: "/orders/[id]" })), "/orders/[id]");
  assert.equal(routeOf(asked({ match: page("/_error"), invokeOutput: "/orders/[id]" })), "/orders/[id]");
  assert.equal(routeOf(asked({ invokeOutput: "/_next/image" })), "/_next/image");
  for (const error of ["/_not-found", "/404", "/500", "/_error"]) assert.equal(routeOf(asked({ match: page(error), invokeOutput: "" })), "");
  for (const moved of [{}, { match: null }, { match: {} }, { match: { definition: { pathname: 7 } } }]) assert.equal(routeOf(asked(moved)), "");
  const said = asked({ match: page("/[...all]") });
  route(said, "/said");
  assert.equal(routeOf(said), "/said");
});

test("only Next.js' own files are assets", () => {
  const meta = Symbol.for("NextInternalRequestMeta");
  assert.ok(isAsset({ [meta]: { invokeOutput: "" } }, "/base/_next/static/chunks/a.js"));
  assert.ok(!isAsset({ [meta]: { match: { definition: { pathname: "/[...all]" } } } }, "/x/_next/static/a.js"));
  assert.ok(!isAsset({ [meta]: {} }, "/robots.txt"));
  assert.ok(!isAsset({}, "/_next/static/chunks/a.js"));
});
