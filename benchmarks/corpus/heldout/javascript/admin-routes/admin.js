const { Router } = require('express');
const { requireAdmin } = require('./guards');
const users = require('./users');

const router = Router();

router.get('/users', requireAdmin, async (req, res) => res.json(await users.all()));
router.post('/users', requireAdmin, async (req, res) => res.status(201).json(await users.create(req.body.email)));
router.put('/users/:id/role', requireAdmin, async (req, res) => res.json(await users.setRole(req.params.id, req.body.role)));
router.delete('/users/:id', async (req, res) => {
  await users.remove(req.params.id);
  res.sendStatus(204);
});

module.exports = router;
