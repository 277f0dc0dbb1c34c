import express from 'express';
import { healthReply, isSigned, port, reply } from './contract.ts';

const app = express();
app.get('/health', (_request, response) => {
  response.json(healthReply);
});
app.post('/', express.raw({ type: '*/*' }), (request, response) => {
  if (!isSigned(request.body as Buffer, request.get('signaturecek'))) {
    response.sendStatus(401);
    return;
  }
  JSON.parse((request.body as Buffer).toString());
  response.json(reply);
});
app.listen(port, '127.0.0.1');
