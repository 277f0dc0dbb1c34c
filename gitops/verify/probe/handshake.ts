import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { ServedCertificate } from '../objects/x509.ts';
import type { Handshake, HandshakeAnswer } from '../question.ts';
import { describeCertificate } from '../objects/x509.ts';
import { toNoAnswer } from './no-answer.ts';

/** Milliseconds for connection and handshake. */
const TIME_LIMIT = 5_000;

/**
 * Shakes hands under a public name and tells what was served, whether it is to be trusted or not. It never rejects.
 * @param roots PEM; Node's own where there are none
 */
export async function shakeHands(
  { host, address, port }: Handshake,
  roots: string | undefined,
  timeLimit = TIME_LIMIT,
): Promise<HandshakeAnswer> {
  return await new Promise((done) => {
    const socket = connect({ host: address, port, servername: host, rejectUnauthorized: false, ca: roots });
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
  // Typed as an Error; it is the code of one, or an Error with a code.
  const reason = authorizationError as unknown as string | NodeJS.ErrnoException | null | undefined;
  if (!reason) return undefined;
  return typeof reason === 'string' ? reason : (reason.code ?? reason.message);
}

function chainOf(socket: TLSSocket): readonly ServedCertificate[] {
  const chain: ServedCertificate[] = [];
  const seen = new Set<string>();
  // Where there is no certificate it is an empty object, and the last one is its own issuer, or has none.
  let next: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true);
  while (next?.raw && next.fingerprint256 !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    chain.push(describeCertificate(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}
