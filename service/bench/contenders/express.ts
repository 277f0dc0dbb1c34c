import express from 'express';
import { healthReply, isSigned, port, replyTo } from './contract.ts';

const app = express();
app.get('/health', (_request, response) => {
  response.json(healthReply);
});
app.post('/', express.raw({ type: '*/*' }), (request, response) => {
  const body = request.body as Buffer;
  if (isSigned(body, request.headers.signaturecek)) response.json(replyTo(JSON.parse(body.toString())));
  else response.sendStatus(401);
});
app.listen(port, '127.0.0.1');
