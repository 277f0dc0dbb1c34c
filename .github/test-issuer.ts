import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { listen } from '#program/listen.ts';
import { testCertificates } from '#testing/certificates.ts';

/** The claims of a token; undefined leaves out a claim that GitHub would make. */
export type Claims = Readonly<Record<string, string | number | undefined>>;

/** What .github/steps/cluster-token prints. */
export interface Credential {
  readonly kind: string;
  readonly status: { readonly token: string; readonly expirationTimestamp: string };
}

export interface TestIssuer {
  /** The address at which the API server asks for the public key. */
  readonly url: string;
  /** The PEM certificate of its authority. */
  readonly root: string;
  /** What a job has in its environment. */
  readonly job: Readonly<Record<'ACTIONS_ID_TOKEN_REQUEST_URL' | 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', string>>;
  /** Gives all tokens from now on these claims, beside those that GitHub makes for verify's job. */
  say(claims: Claims): void;
  /** Gives the next answers these statuses, and no token. */
  fail(...statuses: readonly number[]): void;
  stop(): Promise<void>;
}

/** Seconds; as long as GitHub's tokens live. */
const LIFE = 300;

/**
 * A stand-in for GitHub's two ends of OpenID Connect: the issuer, which publishes its key, and the server that gives
 * a job its token. https://docs.github.com/actions/reference/security/oidc
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
  const url = `https://localhost:${await listen(issuer, 0, '127.0.0.1')}`;

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
  const port = await listen(tokens, 0, '127.0.0.1');

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

/** The claims of verify.yaml's job for production: a push to main started image.yaml, which called promote.yaml. */
function claimsOfVerify(owner: string): Claims {
  const text = readFileSync('.github/testdata/claims.json', 'utf8').replaceAll('OWNER', owner);
  return { jti: randomUUID(), ...(JSON.parse(text) as Claims) };
}
