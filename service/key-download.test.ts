import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { endlessAnswer } from '#testing/endless-answer.ts';
import { listen } from '#program/listen.ts';
import { downloadText } from './key-download.ts';

describe('downloadText', () => {
  const servers: Server[] = [];
  const serve = async (listener: RequestListener) => {
    const server = createServer(listener);
    servers.push(server);
    return `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}/key.pem`;
  };
  const end = (server: Server) => {
    server.close();
    server.closeAllConnections();
  };
  afterEach(() => {
    servers.splice(0).forEach(end);
  });

  it('gives the text, decoded as UTF-8', async () => {
    const url = await serve((_, response) => response.end('# 열쇠\n-----BEGIN PUBLIC KEY-----'));
    assert.equal(await downloadText(url), '# 열쇠\n-----BEGIN PUBLIC KEY-----');
  });

  it('gives a text that comes in pieces and is as long as allowed', async () => {
    const url = await serve((_, response) => {
      response.write('가'.repeat(5_000));
      response.end('a'.repeat(16 * 1024 - 15_000));
    });
    assert.equal(Buffer.byteLength(await downloadText(url)), 16 * 1024);
  });

  for (const status of [201, 204, 301, 302, 307, 308, 404, 500]) {
    it(`refuses a ${status}`, async () => {
      const paths: (string | undefined)[] = [];
      const url = await serve((request, response) => {
        paths.push(request.url);
        response.writeHead(status, { location: '/elsewhere.pem' }).end();
      });
      await assert.rejects(downloadText(url), new RegExp(`answered ${status}; expected 200 and a PEM text$`));
      assert.deepEqual(paths, ['/key.pem']);
    });
  }

  for (const { name, listener } of [
    {
      name: 'one byte too long',
      listener: ((_, response) => response.end('a'.repeat(16 * 1024 + 1))) as RequestListener,
    },
    {
      name: 'endless',
      listener: endlessAnswer,
    },
  ]) {
    it(`refuses a text that is ${name}`, async () => {
      const url = await serve(listener);
      await assert.rejects(downloadText(url), /sent more than 16384 bytes$/);
    });
  }

  for (const { name, listener } of [
    { name: 'says nothing', listener: (() => undefined) as RequestListener },
    { name: 'stops in the middle', listener: ((_, response) => response.write('-----BEGIN')) as RequestListener },
  ]) {
    it(`gives up waiting for a server that ${name}`, async () => {
      const url = await serve(listener);
      await assert.rejects(downloadText(url, 30), /: no answer within 30 ms$/);
    });
  }

  it('says that nobody listens, without the address', async () => {
    const url = await serve(() => undefined);
    servers.splice(0).forEach(end);
    await assert.rejects(downloadText(url), /^Error: .*ECONNREFUSED/);
  });

  it('says that the server broke off', async () => {
    const url = await serve((request) => request.socket.destroy());
    await assert.rejects(downloadText(url), ({ message }: Error) => message !== '' && message !== 'fetch failed');
  });

  it('says that the name does not exist', async () => {
    await assert.rejects(downloadText('http://no-such-host.invalid/'), /ENOTFOUND|EAI_AGAIN/);
  });
});
