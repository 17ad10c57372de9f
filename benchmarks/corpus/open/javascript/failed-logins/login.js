const { Router } = require('express');
const audit = require('./audit');
const users = require('./users');

const router = Router();

router.post('/sessions', async (req, res) => {
  const user = await users.verify(req.body.email, req.body.password);
  if (!user) {
    audit.failedLogin(req.body.email, req.ip);
    return res.sendStatus(401);
  }
  res.status(201).json({ id: user.id });
});

module.exports = router;
