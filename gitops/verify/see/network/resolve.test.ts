import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { resolve } from './resolve.ts';

/** Answers every question with the records of its type, as RFC 1035 writes them. */
function serveDns(records: Readonly<Record<number, readonly Buffer[]>>): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const end = query.indexOf(0, 12) + 5;
    const question = query.subarray(12, end);
    const answers = records[question.readUInt16BE(question.length - 4)] ?? [];
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(answers.length, 6);
    header.writeUInt32BE(0, 8);
    const body = answers.map((data) => {
      const fixed = Buffer.from([0xc0, 0x0c, 0, 0, 0, 1, 0, 0, 0, 60, 0, data.length]);
      question.copy(fixed, 2, question.length - 4, question.length - 2);
      return Buffer.concat([fixed, data]);
    });
    socket.send(Buffer.concat([header, question, ...body]), port, address);
  });
  return new Promise((done) => {
    socket.bind(0, '127.0.0.1', () => {
      done(socket);
    });
  });
}

const caa = (tag: string, value: string) =>
  Buffer.concat([Buffer.from([0, tag.length]), Buffer.from(tag + value, 'latin1')]);

describe('resolve', () => {
  let socket: Socket | undefined;
  afterEach(() => {
    socket?.close();
    socket = undefined;
  });
  const ask = async (records: Readonly<Record<number, readonly Buffer[]>>) => {
    socket = await serveDns(records);
    return await resolve('shop.example.test', `127.0.0.1:${socket.address().port}`);
  };

  it('gives IPv4 and IPv6 addresses and the CAA records', async () => {
    const records = {
      1: [Buffer.from([192, 0, 2, 7])],
      28: [Buffer.from('20010db8000000000000000000000007', 'hex')],
      257: [caa('issue', 'letsencrypt.org')],
    };
    assert.deepEqual(await ask(records), {
      a: ['192.0.2.7'],
      aaaa: ['2001:db8::7'],
      caa: [{ tag: 'issue', value: 'letsencrypt.org', critical: false }],
      errors: {},
    });
  });

  it('tells which kinds of record failed, and with which code', async () => {
    const { a, errors } = await ask({ 1: [Buffer.from([192, 0, 2, 7])] });
    assert.deepEqual({ a, errors }, { a: ['192.0.2.7'], errors: { aaaa: 'ENODATA' } });
  });

  it('asks the resolver of this machine where no server is given', async () => {
    const { a, aaaa } = await resolve('localhost', undefined);
    assert.ok([...a, ...aaaa].some((address) => ['127.0.0.1', '::1'].includes(address)));
  });
});
