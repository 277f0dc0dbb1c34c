import { readFileSync } from 'node:fs';
import { parsePublicKeys } from '../../cek/keys.ts';
import { verifySignature } from '../../cek/signature.ts';
import { answerRequest } from '../../intents/index.ts';
import { catalogueOf, type Tip } from '../../tips.ts';

const [portText = '0', keyFile = '', tipsFile = ''] = process.argv.slice(2);

/** Where a contender listens: its first argument. */
export const port = Number(portText);

const { keys } = parsePublicKeys(readFileSync(keyFile, 'utf8'));
const catalogue = catalogueOf(JSON.parse(readFileSync(tipsFile, 'utf8')) as Tip[]);

export const healthReply = { status: 'ok', version: 'bench', revision: 'bench' };

/** True if `body` is signed by the key in the file that is the second argument. */
export function isSigned(body: Buffer, header: string | string[] | undefined): boolean {
  return typeof header === 'string' && typeof verifySignature(body, header, keys) !== 'string';
}

/** The service's reply to an IntentRequest, whose shape is not checked; the third argument is the file of the tips. */
export function replyTo(message: unknown): object {
  const { session, request } = message as {
    session: { sessionAttributes: Record<string, unknown> };
    request: { intent: { name: string } };
  };
  const slots = new Map<string, string>();
  return answerRequest(
    { type: 'IntentRequest', intent: request.intent.name, slots },
    { attributes: session.sessionAttributes, isOneShot: false, slots, catalogue, random: Math.random },
  );
}
