import { NextFunction, Request, Response } from 'express';
import jwt, { JwtPayload } from 'jsonwebtoken';

export function currentUser(req: Request, res: Response, next: NextFunction) {
  const header = req.headers.authorization ?? '';
  const token = header.startsWith('Bearer ') ? header.slice(7) : null;
  if (!token) {
    return res.sendStatus(401);
  }
  const claims = jwt.decode(token) as JwtPayload | null;
  if (!claims || (claims.exp ?? 0) * 1000 < Date.now()) {
    return res.sendStatus(401);
  }
  req.user = { id: claims.sub, roles: claims.roles };
  next();
}
