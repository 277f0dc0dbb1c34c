import { createServer } from 'node:http';
import express from 'express';
import { healthReply, isSigned, port, replyTo } from './contract.ts';
import { hasDuties, LIMITS, record } from './duties.ts';

const app = express();
if (hasDuties)
  app.use((request, response, next) => {
    const start = performance.now();
    response.once('finish', () => {
      const { message } = response.locals;
      record({ method: request.method, path: request.path, message, status: response.statusCode, start });
    });
    next();
  });
app.get('/health', (_request, response) => {
  response.json(healthReply);
});
const limits = hasDuties ? { limit: LIMITS.body, inflate: false } : {};
app.post('/', express.raw({ type: '*/*', ...limits }), (request, response) => {
  const body = request.body as Buffer;
  if (!isSigned(body, request.headers.signaturecek)) {
    response.sendStatus(401);
    return;
  }
  const message: unknown = JSON.parse(body.toString());
  response.locals.message = message;
  response.json(replyTo(message));
});
createServer(hasDuties ? { ...LIMITS, maxHeaderSize: LIMITS.head } : {}, app).listen(port, '127.0.0.1');
