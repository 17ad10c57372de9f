import { createApp } from "./app.js";
import { database } from "./database.js";

const port = Number(process.env.PORT ?? 3000);
const server = createApp(database).listen(port, () => console.log(`listening on ${port}`));

process.on("SIGTERM", () => {
  server.close(() => database.end().then(() => process.exit(0)));
});
