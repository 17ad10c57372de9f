const express = require('express');

const app = express();

function page(title, body) {
  return `<!doctype html><title>${title}</title><h1>${body}</h1>`;
}

app.get('/hello', (req, res) => {
  const { name = 'you' } = req.query;
  res.send(page('Hello', `Hello, ${name}`));
});
