const express = require('express');
const { layout } = require('./layout');

const app = express();

app.get('/', (req, res) => res.send(layout('Home', '<p>Welcome.</p>')));

app.use((req, res) => {
  const wanted = decodeURIComponent(req.path);
  res.status(404).send(layout('Not found', `<p>There is no page ${wanted}.</p>`));
});

app.listen(process.env.PORT || 3000);
