const crypto = require('crypto');
const { mailer } = require('./mailer');

const HOUR = 3600 * 1000;

async function withRetries(send, attempts = 3) {
  for (let i = 0; i < attempts; i += 1) {
    try {
      return await send();
    } catch (error) {
      await new Promise((done) => setTimeout(done, 500 * 2 ** i + Math.random() * 250));
    }
  }
  throw new Error('the mail could not be sent');
}

exports.requestReset = async (user) => {
  const resetToken = crypto.randomBytes(24).toString('base64url');
  await user.update({ resetToken, resetExpires: Date.now() + HOUR });
  await withRetries(() => mailer.send(user.email, 'Reset your password', `https://shop.example/reset/${resetToken}`));
};
