import { NextFunction, Request, Response } from 'express';
import { sessions } from './sessions';

export async function authenticated(req: Request, res: Response, next: NextFunction) {
  const session = await sessions.find(req.signedCookies.session);
  if (!session) {
    return res.sendStatus(401);
  }
  req.userId = session.userId;
  next();
}
