import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { testCertificates } from '#testing/certificates.ts';

/** What a token says; undefined leaves out what GitHub would say. */
export type Claims = Readonly<Record<string, string | number | undefined>>;

/** What .github/steps/cluster-token makes of it. */
export interface Credential {
  readonly kind: string;
  readonly status: { readonly token: string; readonly expirationTimestamp: string };
}

export interface TestIssuer {
  /** What the API server asks for the public key. */
  readonly url: string;
  /** The PEM certificate of its authority. */
  readonly root: string;
  /** What a job finds in its environment. */
  readonly job: Readonly<Record<'ACTIONS_ID_TOKEN_REQUEST_URL' | 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', string>>;
  /** Makes all tokens from now on say this, and more than that what GitHub says of verify's job. */
  say(claims: Claims): void;
  /** Makes the next answers such statuses, without a token. */
  fail(...statuses: readonly number[]): void;
  stop(): Promise<void>;
}

/** Seconds; as long as GitHub's tokens live. */
const LIFE = 300;

/**
 * A stand-in for GitHub's two ends of OpenID Connect: the issuer, whose public key all may ask for, and what gives a job
 * its token. https://docs.github.com/actions/reference/security/oidc
 */
export async function startIssuer(owner: string): Promise<TestIssuer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { root, certificate, privateKey: key } = await testCertificates('localhost');
  const kid = randomUUID();
  let said: Claims = {};
  let failures: number[] = [];

  const issuer = createHttpsServer({ cert: certificate, key }, (request, response) => {
    const documents: Readonly<Record<string, unknown>> = {
      '/.well-known/openid-configuration': {
        issuer: url,
        jwks_uri: `${url}/.well-known/jwks`,
        response_types_supported: ['id_token'],
        subject_types_supported: ['public', 'pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
      },
      '/.well-known/jwks': { keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid }] },
    };
    const document = documents[request.url ?? ''];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document));
  });
  const url = `https://localhost:${await listen(issuer)}`;

  const requestToken = randomUUID();
  const answer: RequestListener = ({ url: path = '', headers }, response) => {
    const query = new URL(path, 'http://localhost').searchParams;
    const audience = query.get('audience');
    const isKnown = headers.authorization === `bearer ${requestToken}`;
    const failure = failures.shift() ?? (!isKnown ? 401 : audience && query.get('api-version') === '2.0' ? null : 400);
    response.writeHead(failure ?? 200, { 'content-type': 'application/json' });
    if (failure !== null) return response.end('{}');
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      ...claimsOfVerify(owner),
      iss: url,
      aud: audience,
      iat: now,
      nbf: now - 300,
      exp: now + LIFE,
      ...said,
    };
    const text = [{ typ: 'JWT', alg: 'RS256', kid }, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url');
    return response.end(JSON.stringify({ value: `${text}.${signature}` }));
  };
  const tokens = createHttpServer(answer);
  const port = await listen(tokens);

  return {
    url,
    root,
    job: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    },
    say(claims) {
      said = claims;
    },
    fail(...statuses) {
      failures = [...statuses];
    },
    async stop() {
      for (const server of [issuer, tokens]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
}

/** Of a job that verify.yaml has for production, called by promote.yaml, which image.yaml called after a push to main. */
function claimsOfVerify(owner: string): Claims {
  const repository = `${owner}/umi-mrdebugger`;
  return {
    jti: randomUUID(),
    sub: `repo:${repository}:environment:production`,
    environment: 'production',
    ref: 'refs/heads/main',
    ref_type: 'branch',
    ref_protected: 'true',
    sha: '7c2d9f1f7a8a4c2f0e6c5d3b1a9f8e7d6c5b4a39',
    repository,
    repository_id: '456789',
    repository_owner: owner,
    repository_owner_id: '123456',
    repository_visibility: 'public',
    actor: owner,
    actor_id: '123456',
    event_name: 'push',
    head_ref: '',
    base_ref: '',
    run_id: '1234567890',
    run_number: '10',
    run_attempt: '1',
    runner_environment: 'github-hosted',
    workflow: 'image',
    workflow_ref: `${repository}/.github/workflows/image.yaml@refs/heads/main`,
    workflow_sha: '7c2d9f1f7a8a4c2f0e6c5d3b1a9f8e7d6c5b4a39',
    job_workflow_ref: `${repository}/.github/workflows/verify.yaml@refs/heads/main`,
    job_workflow_sha: '7c2d9f1f7a8a4c2f0e6c5d3b1a9f8e7d6c5b4a39',
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
