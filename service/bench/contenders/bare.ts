import { createServer, type ServerResponse } from 'node:http';
import { healthReply, isSigned, port, replyTo } from './contract.ts';

/** `node:http` and nothing around it: no limits, no log, no metrics. */
createServer((request, response) => {
  if (request.method === 'GET' && request.url === '/health') {
    sendJson(response, healthReply);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (isSigned(body, request.headers.signaturecek)) sendJson(response, replyTo(JSON.parse(body.toString())));
    else response.writeHead(401).end();
  });
}).listen(port, '127.0.0.1');

function sendJson(response: ServerResponse, value: object): void {
  const text = JSON.stringify(value);
  response
    .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) })
    .end(text);
}
