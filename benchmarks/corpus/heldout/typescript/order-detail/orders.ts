import { Router } from 'express';
import { PrismaClient } from '@prisma/client';
import { requireLogin } from './login';

const prisma = new PrismaClient();
export const orders = Router();

orders.use(requireLogin);

orders.get('/', async (req, res) => {
  res.json(await prisma.order.findMany({ where: { customerId: req.user.id } }));
});

orders.get('/:id', async (req, res) => {
  const order = await prisma.order.findUnique({ where: { id: Number(req.params.id) } });
  return order ? res.json(order) : res.sendStatus(404);
});
