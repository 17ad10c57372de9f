const express = require('express');
const Handlebars = require('handlebars');
const nunjucks = require('nunjucks');

const environment = nunjucks.configure({ autoescape: true });
const router = express.Router();

router.post('/mails/preview', express.json(), (req, res) => {
  const { subject, body } = req.body;
  const html = environment.renderString(body, { name: 'Ada', shop: 'Example' });
  res.json({ subject: String(subject).slice(0, 200), html });
});

module.exports = router;
