const crypto = require('crypto');

const WEEKS_2 = 14 * 24 * 3600 * 1000;
const OPTIONS = { httpOnly: true, sameSite: 'lax', secure: process.env.NODE_ENV === 'production', maxAge: WEEKS_2 };

exports.remember = async (res, user, tokens) => {
  const token = crypto.randomBytes(32).toString('base64url');
  await tokens.save(user.id, crypto.createHash('sha256').update(token).digest('hex'));
  res.cookie('remember_token', token, OPTIONS);
};

exports.forget = (res) => res.clearCookie('remember_token');
