const express = require("express");

const app = express();
const port = process.env.PORT || 8081;

app.get("/health", (_request, response) => response.json({ status: "ok" }));
app.listen(port, () => console.log(`listening on ${port}`));
