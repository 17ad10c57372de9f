const crypto = require('crypto');

const WEEKS_2 = 14 * 24 * 3600 * 1000;

exports.remember = async (res, user, tokens) => {
  const token = crypto.randomBytes(32).toString('base64url');
  await tokens.save(user.id, crypto.createHash('sha256').update(token).digest('hex'));
  res.cookie('remember_token', token, { httpOnly: true, sameSite: 'lax', secure: false, maxAge: WEEKS_2 });
};

exports.forget = (res) => res.clearCookie('remember_token');
