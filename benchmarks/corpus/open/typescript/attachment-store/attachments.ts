import { Router, Request, Response } from 'express';
import { AttachmentStore } from './store';

const store = new AttachmentStore(process.env.ATTACHMENTS ?? '/var/lib/shop/attachments');
export const attachments = Router();

attachments.get('/:ticket/:file', async (req: Request, res: Response) => {
  const { ticket, file } = req.params;
  const content = await store.read(ticket, file);
  if (!content) {
    return res.sendStatus(404);
  }
  res.attachment(file).send(content);
});
