const bcrypt = require('bcrypt');
const { User } = require('./models');

exports.authenticate = async (email, password) => {
  const user = await User.findOne({ where: { email: String(email) } });
  return user && (await bcrypt.compare(String(password), user.digest)) ? user : null;
};
