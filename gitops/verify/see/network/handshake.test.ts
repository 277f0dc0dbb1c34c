import assert from 'node:assert/strict';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { testCertificates } from '#testing/certificates.ts';
import { shakeHands } from './handshake.ts';

const HOST = 'shop.example.test';

describe('shakeHands', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const listen = async (server: Server) => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const serve = async (name: string, notAfter?: Date, more: TlsOptions = {}) => {
    const { root, certificate, privateKey } = await testCertificates(name, notAfter);
    const port = await listen(createServer({ cert: certificate, key: privateKey, ...more }));
    return { port, root };
  };
  const shake = (port: number, roots?: string, timeLimit?: number) =>
    shakeHands({ ask: 'handshake', host: HOST, address: '127.0.0.1', port }, roots, timeLimit);

  it('gives the certificate that is served for the name, without a refusal where it is trusted', async () => {
    const { port, root } = await serve(HOST, new Date('2099-01-01T00:00:00Z'));
    const answer = await shake(port, root);
    assert.ok('chain' in answer);
    const [leaf] = answer.chain;
    assert.deepEqual(
      { ...leaf, serial: '', fingerprint: '', issuer: '' },
      {
        ...{ serial: '', fingerprint: '', issuer: '', subject: `CN=${HOST}`, dnsNames: [HOST] },
        ...{ notBefore: '2020-01-01T00:00:00.000Z', notAfter: '2099-01-01T00:00:00.000Z' },
      },
    );
    assert.match(leaf?.issuer ?? '', /^CN=Test authority/);
    assert.match(leaf?.serial ?? '', /^[0-9A-F]+$/);
    assert.equal(answer.refusal, undefined);
  });

  for (const { circumstance, name = HOST, notAfter, trusted = true, refusal } of [
    { circumstance: 'is for another name', name: 'other.example.test', refusal: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    { circumstance: 'has ended', notAfter: new Date('2021-01-01'), refusal: 'CERT_HAS_EXPIRED' },
    { circumstance: 'is of somebody unknown', trusted: false, refusal: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  ])
    it(`gives what is served with the refusal, where it ${circumstance}`, async () => {
      const { port, root } = await serve(name, notAfter);
      const answer = await shake(port, trusted ? root : undefined);
      assert.ok('chain' in answer);
      assert.equal(answer.refusal, refusal);
      assert.deepEqual(answer.chain[0]?.dnsNames, [name]);
    });

  it('tells the error where the peer resets the handshake, as a gateway without a certificate does', async () => {
    const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const answer = await shake(port);
    assert.equal('code' in answer && answer.code, 'ECONNRESET');
  });

  it('tells the error where nobody listens', async () => {
    const port = await listen(createTcpServer());
    servers.splice(0).forEach((server) => server.close());
    const answer = await shake(port);
    assert.equal('code' in answer && answer.code, 'ECONNREFUSED');
  });

  it('gives up in time, where the peer says nothing', async () => {
    const port = await listen(createTcpServer());
    const answer = await shake(port, undefined, 50);
    assert.deepEqual(answer, { code: 'ETIMEDOUT', message: 'no handshake within 0.05 s', address: '127.0.0.1' });
  });
});
