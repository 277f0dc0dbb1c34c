// @peculiar/x509 does not load without it.
import 'reflect-metadata';
import { KeyObject, randomUUID, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** All in PEM. */
interface TestCertificates {
  /** The root that signed the certificate. */
  readonly root: string;
  readonly certificate: string;
  readonly privateKey: string;
}

const YEAR = 365 * 24 * 60 * 60 * 1000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * Makes a certificate authority, and a certificate of it for one DNS name; for tests.
 * @param notAfter its end; a year from now where none is given
 * @param subject the common name, which tells certificates for the same DNS name apart
 */
export async function testCertificates(name: string, notAfter?: Date, subject = name): Promise<TestCertificates> {
  const authority = await makeKeys();
  const server = await makeKeys();
  const root = await X509CertificateGenerator.createSelfSigned({
    name: `CN=Test authority ${randomUUID()}`,
    keys: authority,
    signingAlgorithm: ALGORITHM,
    extensions: [new BasicConstraintsExtension(true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
  });
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${subject}`,
    issuer: root.subject,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: notAfter ?? new Date(Date.now() + YEAR),
    signingAlgorithm: ALGORITHM,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  });
  const privateKey = KeyObject.from(server.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { root: root.toString('pem'), certificate: certificate.toString('pem'), privateKey };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
