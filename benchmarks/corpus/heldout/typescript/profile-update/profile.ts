import { Router } from 'express';
import { User } from './user';
import { authenticated } from './authenticated';

export const profile = Router();

profile.patch('/profile', authenticated, async (req, res) => {
  const user = await User.findByPk(req.userId);
  if (!user) {
    return res.sendStatus(404);
  }
  await user.update(req.body);
  res.json({ name: user.name, email: user.email });
});
