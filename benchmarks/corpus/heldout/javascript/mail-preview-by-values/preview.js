const express = require('express');
const nunjucks = require('nunjucks');

const environment = nunjucks.configure({ autoescape: true });
const router = express.Router();
const LAYOUT = '<h1>{{ subject }}</h1><div>{{ body }}</div><p>{{ shop }}</p>';

router.post('/mails/preview', express.json(), (req, res) => {
  const { subject, body } = req.body;
  const html = environment.renderString(LAYOUT, { subject, body, shop: 'Example' });
  res.json({ subject: String(subject).slice(0, 200), html });
});

module.exports = router;
