const { Router } = require('express');
const users = require('./users');

const router = Router();

function localPath(value) {
  if (typeof value !== 'string' || !/^\/[a-z0-9]/i.test(value)) {
    return '/account';
  }
  return value;
}

router.post('/login', async (req, res) => {
  const user = await users.authenticate(req.body.email, req.body.password);
  const target = localPath(req.body.returnTo);
  if (!user) {
    return res.status(401).render('login', { returnTo: target });
  }
  req.session.regenerate(() => {
    req.session.userId = user.id;
    res.redirect(target);
  });
});

module.exports = router;
