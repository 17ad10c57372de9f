const config = require("./defaults/config");
require("express")().listen(config.port);
