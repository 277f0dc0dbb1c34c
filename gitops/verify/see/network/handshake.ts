import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { ServedCertificate } from '../objects/x509.ts';
import type { Handshake, HandshakeAnswer } from '../question.ts';
import { describeCertificate } from '../objects/x509.ts';
import { toNoAnswer } from './no-answer.ts';
import { trustIn } from './trust.ts';

/** Milliseconds for connection and handshake. */
const TIME_LIMIT = 5_000;

/**
 * Makes a TLS handshake under a public name. @returns what was served, whether it is trusted or not; it never rejects
 * @param roots the certificates to trust, in PEM. Default: those that Node trusts
 */
export async function shakeHands(
  { host, address, port }: Handshake,
  roots: string | undefined,
  timeLimit = TIME_LIMIT,
): Promise<HandshakeAnswer> {
  return await new Promise((done) => {
    const socket = connect({
      host: address,
      port,
      servername: host,
      rejectUnauthorized: false,
      secureContext: trustIn(roots),
    });
    const timer = setTimeout(() => {
      end({ code: 'ETIMEDOUT', message: `no handshake within ${timeLimit / 1000} s`, address });
    }, timeLimit);
    const end = (answer: HandshakeAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      done(answer);
    };
    socket.on('error', (error: Error) => {
      end(toNoAnswer(error, address));
    });
    socket.on('close', () => {
      end({ code: 'ECONNRESET', message: 'the connection was closed during the handshake', address });
    });
    socket.on('secureConnect', () => {
      const refusal = refusalOf(socket);
      end({ chain: chainOf(socket), ...(refusal === undefined ? {} : { refusal }) });
    });
  });
}

function refusalOf({ authorizationError }: TLSSocket): string | undefined {
  // The type says Error, but it is the code of one, or an Error with a code.
  const reason = authorizationError as unknown as string | NodeJS.ErrnoException | null | undefined;
  if (!reason) return undefined;
  return typeof reason === 'string' ? reason : (reason.code ?? reason.message);
}

function chainOf(socket: TLSSocket): readonly ServedCertificate[] {
  const chain: ServedCertificate[] = [];
  const seen = new Set<string>();
  // Without a certificate this is an empty object. The last of a chain is its own issuer, or has none.
  let next: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true);
  while (next?.raw && next.fingerprint256 !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    chain.push(describeCertificate(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}
