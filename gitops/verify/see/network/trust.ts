import { createSecureContext, type SecureContext } from 'node:tls';

const CONTEXTS = new Map<string | undefined, SecureContext>();

/** Trust in certificates, in PEM, or in those that Node trusts; made once, since it is larger than a connection. */
export function trustIn(roots: string | undefined): SecureContext {
  const context = CONTEXTS.get(roots) ?? createSecureContext({ ca: roots });
  CONTEXTS.set(roots, context);
  return context;
}
