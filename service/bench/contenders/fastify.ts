import { fastify } from 'fastify';
import { healthReply, isSigned, port, replyTo } from './contract.ts';
import { hasDuties, LIMITS, record } from './duties.ts';

declare module 'fastify' {
  interface FastifyRequest {
    start: number;
    message: unknown;
  }
}

const { body: bodyLimit, requestTimeout, headersTimeout, head: maxHeaderSize } = LIMITS;
const app = fastify(hasDuties ? { bodyLimit, requestTimeout, http: { headersTimeout, maxHeaderSize } } : {});
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
  done(null, body);
});
if (hasDuties) {
  app.decorateRequest('start', 0);
  app.decorateRequest('message', null);
  app.addHook('onRequest', (request, response, done) => {
    request.start = performance.now();
    if (request.headers['content-encoding'] === undefined) done();
    else void response.code(415).send();
  });
  app.addHook('onResponse', (request, response, done) => {
    const { method, url, message, start } = request;
    record({ method, path: url, message, status: response.statusCode, start });
    done();
  });
}
app.get('/health', () => healthReply);
app.post('/', (request, response) => {
  const body = request.body as Buffer;
  if (!isSigned(body, request.headers.signaturecek)) return response.code(401).send();
  request.message = JSON.parse(body.toString());
  return replyTo(request.message);
});
await app.listen({ port, host: '127.0.0.1' });
