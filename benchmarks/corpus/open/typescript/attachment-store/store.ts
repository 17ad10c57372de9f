import { existsSync } from 'fs';
import { readFile } from 'fs/promises';
import { join } from 'path';

export class AttachmentStore {
  constructor(private readonly root: string) {}

  async read(ticket: string, name: string): Promise<Buffer | null> {
    const path = join(this.root, ticket, name);
    if (!existsSync(path)) {
      return null;
    }
    return readFile(path);
  }
}
