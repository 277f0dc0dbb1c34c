import { fastify } from 'fastify';
import { healthReply, isSigned, port, reply } from './contract.ts';

const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
  done(null, body);
});
app.get('/health', () => healthReply);
app.post('/', async (request, response) => {
  const signature = request.headers.signaturecek;
  if (!isSigned(request.body as Buffer, typeof signature === 'string' ? signature : undefined)) {
    return response.code(401).send();
  }
  JSON.parse((request.body as Buffer).toString());
  return reply;
});
await app.listen({ port, host: '127.0.0.1' });
