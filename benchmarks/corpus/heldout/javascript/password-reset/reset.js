const { mailer } = require('./mailer');

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const HOUR = 3600 * 1000;

function randomText(length) {
  let text = '';
  for (let i = 0; i < length; i += 1) {
    text += ALPHABET[Math.floor(Math.random() * ALPHABET.length)];
  }
  return text;
}

exports.requestReset = async (user) => {
  const resetToken = randomText(24);
  await user.update({ resetToken, resetExpires: Date.now() + HOUR });
  await mailer.send(user.email, 'Reset your password', `https://shop.example/reset/${resetToken}`);
};
