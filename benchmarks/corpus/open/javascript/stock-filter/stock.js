const express = require('express');
const { MongoClient } = require('mongodb');

const client = new MongoClient(process.env.MONGO_URL);
const router = express.Router();

async function below(threshold) {
  const items = client.db('shop').collection('items');
  return items.find({ active: true, $where: `this.stock - this.reserved < ${threshold}` }).toArray();
}

router.get('/stock/low', async (req, res) => {
  res.json(await below(req.query.threshold || 5));
});

module.exports = router;
