import { existsSync } from 'fs';
import { readFile } from 'fs/promises';
import { resolve, sep } from 'path';

export class AttachmentStore {
  constructor(private readonly root: string) {}

  async read(ticket: string, name: string): Promise<Buffer | null> {
    const home = resolve(this.root);
    const path = resolve(home, ticket, name);
    if (!path.startsWith(home + sep) || !existsSync(path)) {
      return null;
    }
    return readFile(path);
  }
}
