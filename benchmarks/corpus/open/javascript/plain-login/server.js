const express = require('express');
const bcrypt = require('bcrypt');
const { User } = require('./models');

const app = express();
app.use(express.json());

app.post('/login', async (req, res) => {
  const user = await User.findOne({ where: { email: String(req.body.email) } });
  if (!user || !(await bcrypt.compare(String(req.body.password), user.digest))) {
    return res.status(401).json({ error: 'wrong address or password' });
  }
  res.json({ token: await user.createToken() });
});

app.listen(3000);
