import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { UsageError } from '#program/command.ts';
import { listen } from '#program/listen.ts';
import { StartError } from '#program/start-error.ts';
import { testCertificates } from '#testing/certificates.ts';
import { testKeyPair } from '#testing/key-pairs.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { connect as connectIn, type ConnectionValues } from './connection.ts';
import { startDesk } from './desk.ts';

const LAUNCH = '미스터 디버거 시작해줘';

describe('connect', () => {
  const { folder, file } = temporaryFiles();
  const keyFile = file('desk.key', testKeyPair().privatePem);
  const connect = (values: ConnectionValues) => connectIn(values, { cwd: process.cwd(), stdout: process.stdout });
  const url = 'https://skill.example.com/';

  it('talks to a service started for it, and tells the seed that repeats the conversation', async () => {
    const spoken: (readonly string[])[] = [];
    let seed: string | undefined;
    for (let round = 0; round < 2; round += 1) {
      const connection = await connect({ seed });
      spoken.push((await connection.clova.say(LAUNCH)).spoken);
      connection.close();
      seed = String(connection.seed);
    }
    assert.equal(spoken[0]?.length, 1);
    assert.deepEqual(spoken[0], spoken[1]);
  });

  it('tells the tips of the file it is given', async () => {
    const tips = file('tips.yaml', 'tips: [{ id: a, text: 하나뿐인 팁., topics: [기초] }]');
    const connection = await connect({ tips });
    const { spoken } = await connection.clova.say('미스터 디버거에게 팁 알려줘');
    connection.close();
    assert.deepEqual(spoken, ['하나뿐인 팁.']);
  });

  it('talks to a deployment that trusts the key, and has no seed to tell', async () => {
    const desk = await startDesk({ applicationId: 'kr.test.skill', logLevel: 'silent' });
    const key = file('trusted.key', desk.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const connection = await connect({ url: desk.url, key, 'application-id': 'kr.test.skill', shape: 'documented' });
    const { status, then } = await connection.clova.say(LAUNCH);
    connection.close();
    desk.lifecycle.close();
    assert.deepEqual([status, then, connection.seed], [200, 'listens', undefined]);
  });

  it('reaches a deployment whose name is not in DNS and whose certificate no public authority signed', async () => {
    const name = 'skill.example.test';
    const { root, certificate, privateKey } = await testCertificates(name);
    const server = createServer({ cert: certificate, key: privateKey }, (_, response) => response.writeHead(418).end());
    const port = await listen(server, 0, '127.0.0.1');
    const ca = file('roots.pem', root);
    const statuses: (number | undefined)[] = [];
    for (const values of [{ ca }, {}]) {
      const connection = await connect({
        ...values,
        url: `https://${name}:${port}/`,
        key: keyFile,
        address: '127.0.0.1',
      });
      const { status, noAnswer = '' } = await connection.clova.say(LAUNCH);
      statuses.push(status);
      assert.match(
        noAnswer,
        status === undefined ? /: no authority that is trusted here issued its certificate/ : /^$/,
      );
      connection.close();
    }
    server.close();
    server.closeAllConnections();
    assert.deepEqual(statuses, [418, undefined]);
  });

  const usages: { values: ConnectionValues; message: string }[] = [
    { values: { seed: 'seven' }, message: '--seed seven: expected a whole number' },
    { values: { seed: '-1' }, message: '--seed -1: expected a whole number' },
    { values: { seed: '1.5' }, message: '--seed 1.5: expected a whole number' },
    { values: { seed: '' }, message: '--seed : expected a whole number' },
    { values: { shape: 'round' }, message: '--shape round: expected documented or wire' },
    {
      values: { url: 'skill.example.com', key: keyFile },
      message: '--url skill.example.com: expected an address such as https://host/',
    },
    { values: { url }, message: '--url needs --key FILE: requests are signed' },
    {
      values: { url, key: keyFile, seed: '1' },
      message: '--seed and --tips are for a service started here, not for --url',
    },
    {
      values: { url, key: keyFile, tips: 'tips.yaml' },
      message: '--seed and --tips are for a service started here, not for --url',
    },
    ...['localhost', '', '127.0.0', '[::1]', '127.0.0.1:8443'].map((address) => ({
      values: { url, key: keyFile, address },
      message: `--address ${address}: expected an IP address such as 192.0.2.1`,
    })),
    {
      values: { url: 'http://skill.example.com/', key: keyFile, ca: 'roots.pem' },
      message: '--ca is for https; --url http://skill.example.com/ shows no certificate',
    },
    {
      values: { address: '127.0.0.1' },
      message: '--address and --ca are for --url; a service started here needs neither',
    },
    { values: { ca: 'roots.pem' }, message: '--address and --ca are for --url; a service started here needs neither' },
    { values: { key: keyFile }, message: '--key is for --url; a service started here gets a key of its own' },
    ...[',', ''].map((id) => ({
      values: { 'application-id': id },
      message: `--application-id ${id}: expected one such as kr.example.mrdebugger`,
    })),
  ];
  for (const { values, message } of usages) {
    it(`refuses ${JSON.stringify({ ...values, ...(values.key !== undefined && { key: 'desk.key' }) })}`, async () => {
      await assert.rejects(connect(values), { name: UsageError.name, message });
    });
  }

  it('refuses an address that requests cannot be sent to', async () => {
    for (const url of ['file:///tmp/skill', 'localhost:8080', 'mailto:a@example.com'])
      await assert.rejects(connect({ url, key: keyFile }), UsageError);
  });

  const publicKey = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n';
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });
  for (const { name, values, message } of [
    {
      name: 'a key that is missing',
      values: { url, key: join(folder, 'missing.key') },
      message: /^--key .*missing\.key: .*ENOENT/,
    },
    {
      name: 'a public key',
      values: { url, key: file('public.key', publicKey) },
      message: /public\.key: .*private key/,
    },
    {
      name: 'a key that is not RSA',
      values: { url, key: file('ec.key', elliptic.toString()) },
      message: /ec\.key: .*RSA/,
    },
    {
      name: 'root certificates that are missing',
      values: { url, key: keyFile, ca: join(folder, 'missing.pem') },
      message: /^--ca .*missing\.pem: ENOENT.*; expected a PEM file with root certificates$/,
    },
    {
      name: 'tips that are missing',
      values: { tips: join(folder, 'missing.yaml') },
      message: /^--tips .*missing\.yaml: ENOENT/,
    },
  ]) {
    it(`names ${name}`, async () => {
      await assert.rejects(connect(values), (error) => error instanceof StartError && message.test(error.message));
    });
  }
});
