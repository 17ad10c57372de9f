import { NextFunction, Request, Response } from 'express';
import jwt, { JwtPayload } from 'jsonwebtoken';
import { readFileSync } from 'fs';

const PUBLIC_KEY = readFileSync(process.env.JWT_PUBLIC_KEY_FILE as string);

export function currentUser(req: Request, res: Response, next: NextFunction) {
  const header = req.headers.authorization ?? '';
  const token = header.startsWith('Bearer ') ? header.slice(7) : null;
  if (!token) {
    return res.sendStatus(401);
  }
  try {
    const claims = jwt.verify(token, PUBLIC_KEY, { algorithms: ['RS256'] }) as JwtPayload;
    req.user = { id: claims.sub, roles: claims.roles };
  } catch {
    return res.sendStatus(401);
  }
  next();
}
