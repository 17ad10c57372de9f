const express = require('express');
const multer = require('multer');
const path = require('path');

const storage = multer.diskStorage({
  destination: 'public/avatars',
  filename: (req, file, done) => done(null, `${req.user.id}${path.extname(file.originalname)}`),
});
const upload = multer({ storage, limits: { fileSize: 2_000_000 } });
const router = express.Router();

router.post('/avatar', upload.single('avatar'), async (req, res) => {
  await req.user.update({ avatar: `/avatars/${req.file.filename}` });
  res.json({ avatar: req.user.avatar });
});

module.exports = router;
