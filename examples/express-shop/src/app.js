import express from "express";

/** The app, without a port and without a database of its own: tests hand in a double. */
export function createApp(database) {
  const app = express();
  app.use(express.json());

  app.get("/health", (_request, response) => {
    response.json({ status: "ok" });
  });

  app.get("/products", async (_request, response) => {
    const { rows } = await database.query("SELECT id, name, cents FROM products ORDER BY id");
    response.json(rows);
  });

  app.post("/products", async (request, response) => {
    const { name, cents } = request.body ?? {};
    if (typeof name !== "string" || !Number.isInteger(cents) || cents < 0) {
      response.status(400).json({ error: "name and cents are required" });
      return;
    }
    const { rows } = await database.query("INSERT INTO products (name, cents) VALUES ($1, $2) RETURNING id, name, cents", [name, cents]);
    response.status(201).json(rows[0]);
  });

  return app;
}
