import { createServer } from 'node:http';
import { healthReply, isSigned, port, reply } from './contract.ts';

const replyText = JSON.stringify(reply);
const healthText = JSON.stringify(healthReply);
const json = 'application/json; charset=utf-8';

createServer((request, response) => {
  if (request.method === 'GET' && request.url === '/health') {
    response.writeHead(200, { 'content-type': json, 'content-length': Buffer.byteLength(healthText) }).end(healthText);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const signature = request.headers.signaturecek;
    if (!isSigned(Buffer.concat(chunks), typeof signature === 'string' ? signature : undefined)) {
      response.writeHead(401).end();
      return;
    }
    response.writeHead(200, { 'content-type': json, 'content-length': Buffer.byteLength(replyText) }).end(replyText);
  });
}).listen(port, '127.0.0.1');
