import { database } from "./database.js";

await database.query("CREATE TABLE IF NOT EXISTS products (id SERIAL PRIMARY KEY, name TEXT NOT NULL, cents INTEGER NOT NULL CHECK (cents >= 0))");
await database.end();
console.log("migrated");
