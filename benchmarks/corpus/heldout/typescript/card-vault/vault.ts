import { createCipheriv, createDecipheriv } from 'crypto';

export class Vault {
  constructor(private readonly key: Buffer) {}

  seal(number: string): string {
    const cipher = createCipheriv('aes-256-ecb', this.key, null);
    return Buffer.concat([cipher.update(number, 'utf8'), cipher.final()]).toString('base64');
  }

  open(sealed: string): string {
    const decipher = createDecipheriv('aes-256-ecb', this.key, null);
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]).toString('utf8');
  }
}
