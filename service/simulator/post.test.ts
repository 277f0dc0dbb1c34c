import assert from 'node:assert/strict';
import { createServer as createHttp, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { listen } from '#program/listen.ts';
import { NoAnswerError, postSigned, type Transport } from './post.ts';
import { testCertificates } from '#testing/certificates.ts';

const NAME = 'skill.example.test';
const BODY = Buffer.from('{"다":1}');
const address = '127.0.0.1';

const servers: Server[] = [];
const end = (server: Server) => {
  server.close();
  server.closeAllConnections();
};
/** @returns the port */
const start = (server: Server) => {
  servers.push(server);
  return listen(server, 0, address);
};
const fails =
  (message: RegExp, isTimeout = false) =>
  (error: unknown) => {
    assert.ok(error instanceof NoAnswerError);
    assert.match(error.message, message);
    assert.equal(error.isTimeout, isTimeout);
    return true;
  };

describe('postSigned', () => {
  afterEach(() => {
    servers.splice(0).forEach(end);
  });
  const serve = async (listener: RequestListener) => `http://${address}:${await start(createHttp(listener))}/`;

  it('sends the whole body and the headers of CLOVA to the path and query of the URL', async () => {
    const received: { method?: string; url?: string; headers: IncomingHttpHeaders; body: string }[] = [];
    const url = await serve((request, response) => {
      const { method = '', url = '', headers } = request;
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
        response.end();
      });
    });
    await postSigned(`${url}skill?a=%20b`, BODY, 'c2lnbmF0dXJl');
    const headers = { ...received[0]?.headers };
    delete headers.connection;
    assert.deepEqual([received[0]?.method, received[0]?.url, received[0]?.body], ['POST', '/skill?a=%20b', '{"다":1}']);
    assert.deepEqual(headers, {
      host: new URL(url).host,
      'content-type': 'application/json;charset-UTF-8',
      accept: 'application/json',
      signaturecek: 'c2lnbmF0dXJl',
      'content-length': String(BODY.length),
    });
  });

  it('gives status, type and text of an answer that comes in pieces, and how long it took', async () => {
    const text = Buffer.from('가나다');
    const url = await serve((_, response) => {
      response.writeHead(418, { 'content-type': 'text/plain' });
      response.write(text.subarray(0, 4), () => response.end(text.subarray(4)));
    });
    const { ms, ...answer } = await postSigned(url, BODY, '');
    assert.deepEqual(answer, { status: 418, contentType: 'text/plain', text: '가나다' });
    assert.ok(ms > 0);
  });

  it('gives an answer without a type and a body', async () => {
    const url = await serve((_, response) => response.writeHead(204).end());
    const { status, contentType, text } = await postSigned(url, BODY, '');
    assert.deepEqual([status, contentType, text], [204, '', '']);
  });

  for (const status of [301, 302, 307, 308]) {
    it(`does not follow a ${status}`, async () => {
      const paths: (string | undefined)[] = [];
      const url = await serve((request, response) => {
        paths.push(request.url);
        response.writeHead(status, { location: '/elsewhere' }).end();
      });
      assert.equal((await postSigned(url, BODY, '')).status, status);
      assert.deepEqual(paths, ['/']);
    });
  }

  for (const { name, listener } of [
    { name: 'says nothing', listener: (() => undefined) as RequestListener },
    {
      name: 'stops after the head',
      listener: ((_, response) => {
        response.flushHeaders();
      }) as RequestListener,
    },
    { name: 'stops in the middle', listener: ((_, response) => response.write('{')) as RequestListener },
    {
      name: 'never stops',
      listener: ((_, response) => {
        const timer = setInterval(() => response.write('a'), 5);
        response.on('close', () => {
          clearInterval(timer);
        });
      }) as RequestListener,
    },
  ]) {
    it(`gives up at the deadline where the service ${name}`, async () => {
      const url = await serve(listener);
      await assert.rejects(postSigned(url, BODY, '', 60), fails(/^http:.*\/: no answer within 60 ms$/, true));
    });
  }

  for (const { name, listener, message } of [
    {
      name: 'closes the connection',
      listener: ((request) => request.socket.destroy()) as RequestListener,
      message: /^http:.*\/: the connection was closed before the answer ended \(socket hang up\)$/,
    },
    {
      name: 'closes the connection in the middle',
      listener: ((request, response) => response.write('{', () => request.socket.destroy())) as RequestListener,
      message: /: the connection was closed before the answer ended \(aborted\)$/,
    },
  ]) {
    it(`says what happened where the service ${name}`, async () => {
      await assert.rejects(postSigned(await serve(listener), BODY, ''), fails(message));
    });
  }

  it('says that nobody listens', async () => {
    const url = await serve(() => undefined);
    servers.splice(0).forEach(end);
    await assert.rejects(postSigned(url, BODY, ''), fails(/: connect ECONNREFUSED 127\.0\.0\.1:\d+$/));
    const onNoFamily = url.replace(address, 'localhost');
    await assert.rejects(postSigned(onNoFamily, BODY, ''), fails(/ECONNREFUSED/));
  });

  it('says that the name does not exist', async () => {
    await assert.rejects(postSigned('http://no-such-host.invalid/', BODY, ''), fails(/ENOTFOUND|EAI_AGAIN/));
  });

  it('connects to the address it is given, and asks there for the name in the URL', async () => {
    const hosts: (string | undefined)[] = [];
    const { port } = new URL(
      await serve((request, response) => {
        hosts.push(request.headers.host);
        response.end();
      }),
    );
    for (const name of [NAME, '192.0.2.1', '[2001:db8::1]'])
      await postSigned(`http://${name}:${port}/`, BODY, '', undefined, { address });
    assert.deepEqual(hosts, [`${NAME}:${port}`, `192.0.2.1:${port}`, `[2001:db8::1]:${port}`]);
  });
});

describe('postSigned, over TLS', () => {
  let roots: string;
  let port: number;
  const asked: { name: unknown; host: unknown }[] = [];
  before(async () => {
    const { root, certificate, privateKey } = await testCertificates(NAME);
    roots = root;
    const server = createHttps({ cert: certificate, key: privateKey }, (request, response) => {
      asked.push({ name: 'servername' in request.socket && request.socket.servername, host: request.headers.host });
      response.end('{}');
    });
    port = await start(server);
  });
  after(() => {
    servers.splice(0).forEach(end);
  });
  beforeEach(() => {
    asked.length = 0;
  });
  const post = (name: string, transport: Transport) =>
    postSigned(`https://${name}:${port}/`, BODY, '', undefined, transport);

  it('reaches a name that is not in DNS by its address, with the root that signed its certificate', async () => {
    const { status, text } = await post(NAME, { address, roots });
    assert.deepEqual([status, text], [200, '{}']);
    assert.deepEqual(asked, [{ name: NAME, host: `${NAME}:${port}` }]);
  });

  it('does not find that name without the address', async () => {
    await assert.rejects(post(NAME, { roots }), fails(/ENOTFOUND|EAI_AGAIN/));
  });

  it('refuses a certificate of an unknown authority, even after it was trusted once', async () => {
    const untrusted = /^https:.*: no authority that is trusted here issued its certificate \(.+\)$/;
    const { root: otherRoot } = await testCertificates(NAME);
    await post(NAME, { address, roots });
    await assert.rejects(post(NAME, { address }), fails(untrusted));
    await assert.rejects(post(NAME, { address, roots: otherRoot }), fails(untrusted));
    await post(NAME, { address, roots: `${otherRoot}\n${roots}` });
    assert.equal(asked.length, 2);
  });

  it('refuses a certificate for another name, even after its own was trusted', async () => {
    const other = /: its certificate is for another name \(Hostname\/IP does not match certificate's altnames: .*\)$/;
    await post(NAME, { address, roots });
    for (const name of ['other.example.test', 'example.test', 'localhost', '127.0.0.1', '192.0.2.1'])
      await assert.rejects(post(name, { address, roots }), fails(other));
    assert.equal(asked.length, 1);
  });

  it('trusts only the names of the certificate, whatever the address', async () => {
    const { root, certificate, privateKey } = await testCertificates('127.0.0.1');
    const other = await start(createHttps({ cert: certificate, key: privateKey }, (_, response) => response.end()));
    await assert.rejects(
      postSigned(`https://${NAME}:${other}/`, BODY, '', undefined, { address, roots: root }),
      fails(/another name/),
    );
  });

  it('says that the other end does not speak TLS, or speaks nothing else', async () => {
    const plain = await start(createHttp((_, response) => response.end()));
    await assert.rejects(
      postSigned(`https://${address}:${plain}/`, BODY, ''),
      fails(/^https:.*\/: TLS failed: [a-z ]+$/),
    );
    await assert.rejects(postSigned(`http://${address}:${port}/`, BODY, ''), fails(/^http:.*\/: .+$/));
  });
});
