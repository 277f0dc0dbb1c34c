import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '#testing/free-port.ts';
import { stopAll } from './test-program.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface TestApiServer {
  /** Its address. */
  readonly server: string;
  /** The PEM certificates of its authority. */
  readonly ca: string;
  /** The token of an administrator. */
  readonly admin: string;
  /** Sends a GET with a token. */
  get(path: string, token: string): Promise<Answer>;
  /** Its log so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Milliseconds until it must be ready. */
const PATIENCE = 60_000;

/**
 * An etcd and a kube-apiserver of the PATH with RBAC, on free ports of 127.0.0.1, without the rest of a cluster.
 * @param folder where all their files go
 * @param authentication gives the file of --authentication-config for the server's address
 * @throws {Error} with the end of its log, where it does not become ready
 */
export async function startApiServer(
  folder: string,
  authentication: (server: string) => string,
): Promise<TestApiServer> {
  const path = (name: string) => join(folder, name);
  const [client, peer, secure] = [await freePort(), await freePort(), await freePort()];
  const [etcd, server] = [`http://127.0.0.1:${client}`, `https://127.0.0.1:${secure}`];
  const admin = 'administrator';
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(path('service-account.key'), privateKey);
  writeFileSync(path('tokens.csv'), `${admin},admin,admin,system:masters\n`);
  writeFileSync(path('authentication.yaml'), authentication(server));

  const started: ChildProcess[] = [];
  const start = (program: string, ...flags: readonly string[]) => {
    const log = openSync(path(`${program}.log`), 'w');
    const child = spawn(program, flags, { stdio: ['ignore', log, log], cwd: folder });
    started.push(child);
    return child;
  };
  const stop = () => stopAll(started);
  const log = () => readFileSync(path('kube-apiserver.log'), 'utf8');

  start(
    'etcd',
    ...[`--data-dir=${path('etcd')}`, '--unsafe-no-fsync', `--initial-cluster=default=http://127.0.0.1:${peer}`],
    ...[`--listen-client-urls=${etcd}`, `--advertise-client-urls=${etcd}`],
    ...[`--listen-peer-urls=http://127.0.0.1:${peer}`, `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`],
  );
  // It makes its own certificate in this folder, followed by that of its authority.
  const api = start(
    'kube-apiserver',
    ...[`--etcd-servers=${etcd}`, `--cert-dir=${path('pki')}`, `--secure-port=${secure}`],
    ...['--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', '--endpoint-reconciler-type=none'],
    ...['--authorization-mode=RBAC', '--anonymous-auth=false', '--service-cluster-ip-range=10.0.0.0/24'],
    ...[`--token-auth-file=${path('tokens.csv')}`, `--authentication-config=${path('authentication.yaml')}`],
    ...[
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${path('service-account.key')}`,
    ],
    `--service-account-signing-key-file=${path('service-account.key')}`,
  );

  const ca = () => readFileSync(path('pki/apiserver.crt'), 'utf8');
  const get = (of: string, token: string) => ask(`${server}${of}`, ca(), token);
  const end = Date.now() + PATIENCE;
  while (!(await isReady(get, admin))) {
    if (api.exitCode === null && Date.now() < end) await setTimeout(200);
    else {
      await stop();
      throw new Error(`kube-apiserver did not become ready:\n${log().slice(-2000)}`);
    }
  }
  return { server, ca: ca(), admin, get, log, stop };
}

async function isReady(get: TestApiServer['get'], token: string): Promise<boolean> {
  try {
    return (await get('/readyz', token)).status === 200;
  } catch {
    return false;
  }
}

function ask(url: string, ca: string, token: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { ca, headers: { authorization: `Bearer ${token}` }, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body });
      });
    })
      .on('error', reject)
      .end();
  });
}
