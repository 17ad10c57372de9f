const concurrently = require("concurrently");
concurrently(["gulp watch", '"node_modules/.bin/browser-sync" dist -w']);
