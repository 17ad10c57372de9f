import { randomUUID } from 'crypto';
import { FastifyInstance } from 'fastify';
import { verify } from './verify';

export async function login(app: FastifyInstance) {
  app.post<{ Body: { email: string; password: string } }>('/login', async (request, reply) => {
    const user = await verify(request.body.email, request.body.password);
    if (!user) {
      return reply.code(401).send();
    }
    const session = randomUUID();
    await app.sessions.set(session, user.id);
    reply.setCookie('locale', user.locale, { path: '/', secure: true, sameSite: 'strict' });
    return reply.setCookie('session', session, { path: '/', secure: true, sameSite: 'strict', httpOnly: true }).send({ ok: true });
  });
}
