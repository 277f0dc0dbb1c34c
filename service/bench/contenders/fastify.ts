import { fastify } from 'fastify';
import { healthReply, isSigned, port, replyTo } from './contract.ts';

const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
  done(null, body);
});
app.get('/health', () => healthReply);
app.post('/', (request, response) => {
  const body = request.body as Buffer;
  if (isSigned(body, request.headers.signaturecek)) return replyTo(JSON.parse(body.toString()));
  return response.code(401).send();
});
await app.listen({ port, host: '127.0.0.1' });
