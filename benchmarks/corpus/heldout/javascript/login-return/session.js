const { Router } = require('express');
const users = require('./users');

const router = Router();

router.post('/login', async (req, res) => {
  const user = await users.authenticate(req.body.email, req.body.password);
  const target = req.body.returnTo || '/account';
  if (!user) {
    return res.status(401).render('login', { returnTo: target });
  }
  req.session.regenerate(() => {
    req.session.userId = user.id;
    res.redirect(target);
  });
});

module.exports = router;
