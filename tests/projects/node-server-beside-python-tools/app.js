require('sails').lift({ port: process.env.PORT || 1337 });
