const fs = require('fs');
const path = require('path');
const AdmZip = require('adm-zip');

const THEMES = '/var/lib/shop/themes';

exports.install = (name, archive) => {
  const target = path.join(THEMES, path.basename(name));
  fs.mkdirSync(target, { recursive: true });
  const zip = new AdmZip(archive);
  for (const entry of zip.getEntries()) {
    if (entry.isDirectory) {
      continue;
    }
    const file = path.resolve(target, entry.entryName);
    if (!file.startsWith(target + path.sep)) {
      throw new Error(`${entry.entryName} leads out of the theme`);
    }
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, entry.getData());
  }
  return target;
};
