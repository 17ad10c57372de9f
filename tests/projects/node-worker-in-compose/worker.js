const { Worker } = require("bullmq");
new Worker("mail", () => {}, { connection: { url: process.env.REDIS_URL } });
