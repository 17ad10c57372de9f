import argon2 from 'argon2';
import { users } from './users';

export async function verify(email: string, password: string) {
  const user = await users.byEmail(email);
  return user && (await argon2.verify(user.hash, password)) ? user : null;
}
