import { verifySignature } from '../cek/signature.ts';
import type { KeyRing } from '../key-ring.ts';
import { refuse, type SkillContext, type SkillMiddleware } from './state.ts';

interface Options {
  readonly keys: KeyRing;
}

const NO_BYTES = Buffer.alloc(0);

/** Lets through what CLOVA signed. No request is lost when CLOVA replaces its key: see `KeyRing.renewals`. */
export function signature({ keys }: Options): SkillMiddleware {
  return async function signature(ctx, next) {
    if (keys.current.length === 0) {
      refuse(ctx, 503, 'no public key');
      return;
    }
    const body = receivedBytes(ctx);
    // Node joins a repeated header; it has a list of Set-Cookie alone.
    const header = ctx.req.headers.signaturecek as string | undefined;
    let verdict = verifySignature(body, header, keys.current);
    if (verdict === 'wrong')
      for await (const newer of keys.renewals()) {
        verdict = verifySignature(body, header, newer);
        if (typeof verdict !== 'string') break;
      }
    if (typeof verdict === 'string') {
      ctx.state.signatureProblem = verdict;
      refuse(ctx, 401, `signature ${verdict}`);
      return;
    }
    ctx.state.proven = verdict;
    await next();
  };
}

/** The types promise a string, but `rawBody` leaves the bytes there, or nothing where the body was empty. */
function receivedBytes(ctx: SkillContext): Buffer {
  const { rawBody } = ctx.request as { rawBody?: unknown };
  return Buffer.isBuffer(rawBody) ? rawBody : NO_BYTES;
}
