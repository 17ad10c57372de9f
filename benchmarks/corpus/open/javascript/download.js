const express = require('express');
const fs = require('fs');
const path = require('path');

const app = express();

app.get('/files/:name', (req, res) => {
  const file = path.join(__dirname, 'files', req.params.name);
  fs.readFile(file, (error, data) => (error ? res.sendStatus(404) : res.type('bin').send(data)));
});
