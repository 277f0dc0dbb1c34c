import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { endlessAnswer } from '#testing/endless-answer.ts';
import { listen } from '#program/listen.ts';
import { createDownload } from './key-download.ts';

describe('createDownload', () => {
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
    assert.equal(await createDownload(url)(), '# 열쇠\n-----BEGIN PUBLIC KEY-----');
  });

  it('gives a text that comes in pieces and is as long as allowed', async () => {
    const url = await serve((_, response) => {
      response.write('가'.repeat(5_000));
      response.end('a'.repeat(16 * 1024 - 15_000));
    });
    assert.equal(Buffer.byteLength(await createDownload(url)()), 16 * 1024);
  });

  for (const status of [201, 204, 301, 302, 307, 308, 404, 500]) {
    it(`refuses a ${status}`, async () => {
      const paths: (string | undefined)[] = [];
      const url = await serve((request, response) => {
        paths.push(request.url);
        response.writeHead(status, { location: '/elsewhere.pem' }).end();
      });
      await assert.rejects(createDownload(url)(), new RegExp(`answered ${status}; expected 200 and a PEM text$`));
      assert.deepEqual(paths, ['/key.pem']);
    });
  }

  describe('asked again', () => {
    /** A server that has these answers in turn, the download of its text, and the conditions it was asked with. */
    async function servedInTurn(...answers: { status?: number; headers: Record<string, string>; text?: string }[]) {
      const asked: Record<string, unknown>[] = [];
      const url = await serve(({ headers }, response) => {
        asked.push({ tag: headers['if-none-match'], modified: headers['if-modified-since'] });
        const { status = 200, headers: own, text } = answers.shift() ?? { status: 500, headers: {} };
        response.writeHead(status, own).end(text);
      });
      return { download: createDownload(url), asked };
    }
    const date = 'Mon, 02 Feb 2026 03:04:06 GMT';
    const modified = 'Mon, 02 Feb 2026 03:04:05 GMT';

    for (const { name, headers, condition } of [
      { name: 'an ETag', headers: { etag: '"a"' }, condition: { tag: '"a"', modified: undefined } },
      {
        name: 'an ETag and a Last-Modified',
        headers: { etag: 'W/"a"', date, 'last-modified': modified },
        condition: { tag: 'W/"a"', modified: undefined },
      },
      {
        name: 'a Last-Modified',
        headers: { date, 'last-modified': modified },
        condition: { tag: undefined, modified },
      },
    ]) {
      it(`sends ${name} back, and takes a 304 for the same text`, async () => {
        const { download, asked } = await servedInTurn({ headers, text: 'old' }, { status: 304, headers: {} });
        assert.deepEqual([await download(), await download()], ['old', 'old']);
        assert.deepEqual(asked, [{ tag: undefined, modified: undefined }, condition]);
      });
    }

    it('takes a new text, and asks for what comes after that one from then on', async () => {
      const { download, asked } = await servedInTurn(
        { headers: { etag: '"a"' }, text: 'old' },
        { headers: { etag: '"b"' }, text: 'new' },
        { status: 304, headers: {} },
      );
      assert.deepEqual([await download(), await download(), await download()], ['old', 'new', 'new']);
      assert.deepEqual(asked[2], { tag: '"b"', modified: undefined });
    });

    it('keeps what it knows where the server fails in between', async () => {
      const { download } = await servedInTurn(
        { headers: { etag: '"a"' }, text: 'old' },
        { status: 503, headers: { etag: '"c"' } },
        { status: 304, headers: {} },
      );
      await download();
      await assert.rejects(download(), /answered 503;/);
      assert.equal(await download(), 'old');
    });

    for (const { name, headers } of [
      { name: 'neither ETag nor Last-Modified', headers: { date } },
      {
        name: 'a Last-Modified of this very second, in which the key could change again',
        headers: { date, 'last-modified': date },
      },
    ]) {
      it(`makes no condition where it got ${name}, and refuses a 304 then`, async () => {
        const { download, asked } = await servedInTurn({ headers, text: 'old' }, { status: 304, headers: {} });
        await download();
        await assert.rejects(download(), /answered 304; expected 200 and a PEM text$/);
        assert.deepEqual(asked[1], { tag: undefined, modified: undefined });
      });
    }
  });

  it('asks caches on the way to look whether the text is still the same', async () => {
    const url = await serve((request, response) => response.end(request.headers['cache-control']));
    assert.equal(await createDownload(url)(), 'max-age=0');
  });

  it('refuses a 304 to a first request', async () => {
    const url = await serve((_, response) => response.writeHead(304).end());
    await assert.rejects(createDownload(url)(), /answered 304; expected 200 and a PEM text$/);
  });

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
      await assert.rejects(createDownload(url)(), /sent more than 16384 bytes$/);
    });
  }

  for (const { name, listener } of [
    { name: 'says nothing', listener: (() => undefined) as RequestListener },
    { name: 'stops in the middle', listener: ((_, response) => response.write('-----BEGIN')) as RequestListener },
  ]) {
    it(`gives up waiting for a server that ${name}`, async () => {
      const url = await serve(listener);
      await assert.rejects(createDownload(url, 30)(), /: no answer within 30 ms$/);
    });
  }

  it('says that nobody listens, without the address', async () => {
    const url = await serve(() => undefined);
    servers.splice(0).forEach(end);
    await assert.rejects(createDownload(url)(), /^Error: .*ECONNREFUSED/);
  });

  it('says that the server broke off', async () => {
    const url = await serve((request) => request.socket.destroy());
    await assert.rejects(createDownload(url)(), ({ message }: Error) => message !== '' && message !== 'fetch failed');
  });

  it('says that the name does not exist', async () => {
    await assert.rejects(createDownload('http://no-such-host.invalid/')(), /ENOTFOUND|EAI_AGAIN/);
  });
});
