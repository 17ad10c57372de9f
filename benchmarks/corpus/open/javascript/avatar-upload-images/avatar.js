const express = require('express');
const multer = require('multer');

const ENDINGS = { 'image/png': '.png', 'image/jpeg': '.jpg', 'image/webp': '.webp' };

const storage = multer.diskStorage({
  destination: 'public/avatars',
  filename: (req, file, done) => done(null, `${req.user.id}${ENDINGS[file.mimetype]}`),
});
const upload = multer({
  storage,
  limits: { fileSize: 2_000_000 },
  fileFilter: (req, file, done) => done(null, Object.hasOwn(ENDINGS, file.mimetype)),
});
const router = express.Router();

router.post('/avatar', upload.single('avatar'), async (req, res) => {
  await req.user.update({ avatar: `/avatars/${req.file.filename}` });
  res.json({ avatar: req.user.avatar });
});

module.exports = router;
