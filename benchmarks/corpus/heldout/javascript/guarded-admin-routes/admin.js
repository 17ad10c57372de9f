const { Router } = require('express');
const { requireAdmin } = require('./guards');
const users = require('./users');

const router = Router();

router.get('/health', (req, res) => res.json({ ok: true }));

router.use(requireAdmin);

router.get('/users', async (req, res) => res.json(await users.all()));
router.post('/users', async (req, res) => res.status(201).json(await users.create(req.body.email)));
router.put('/users/:id/role', async (req, res) => res.json(await users.setRole(req.params.id, req.body.role)));
router.delete('/users/:id', async (req, res) => {
  await users.remove(req.params.id);
  res.sendStatus(204);
});

module.exports = router;
