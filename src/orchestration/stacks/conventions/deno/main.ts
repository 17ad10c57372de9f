const port = Number(Deno.env.get("PORT") ?? 8000);

Deno.serve({ port }, (request) => {
  const { pathname } = new URL(request.url);
  return pathname === "/health" ? new Response("ok") : new Response("Hello");
});
