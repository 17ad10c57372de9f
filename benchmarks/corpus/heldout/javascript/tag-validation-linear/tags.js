const { Router } = require('express');
const store = require('./store');

const TAGS = /^[a-z0-9]+(?:,[a-z0-9]+)*$/i;
const router = Router();

router.post('/articles/:id/tags', async (req, res) => {
  const text = String(req.body.tags || '');
  if (text.length > 500 || !TAGS.test(text)) {
    return res.status(422).json({ error: 'letters and digits, separated by commas' });
  }
  await store.setTags(Number(req.params.id), text.split(','));
  res.sendStatus(204);
});

module.exports = router;
