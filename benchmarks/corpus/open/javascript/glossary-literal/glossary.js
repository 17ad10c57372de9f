const { Router } = require('express');
const terms = require('./terms.json');

const router = Router();

const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function matching(words) {
  const pattern = new RegExp(`\\b${literal(words)}`, 'i');
  return terms.filter((term) => pattern.test(term.title) || pattern.test(term.text));
}

router.get('/glossary', (req, res) => {
  const words = (req.query.q || '').toString().trim();
  res.json(words ? matching(words) : terms);
});

module.exports = router;
