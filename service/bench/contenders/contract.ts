import { readFileSync } from 'node:fs';
import { ask } from '../../cek/reply.ts';
import { parsePublicKeys } from '../../cek/keys.ts';
import { verifySignature } from '../../cek/signature.ts';

const [portText = '0', keyFile = ''] = process.argv.slice(2);

/** Where a contender listens: its first argument. */
export const port = Number(portText);

const { keys } = parsePublicKeys(readFileSync(keyFile, 'utf8'));

/** True if `body` is signed by the key in the file that is the second argument. */
export function isSigned(body: Buffer, header: string | undefined): boolean {
  return typeof verifySignature(body, header, keys) !== 'string';
}

/** The answer of every contender but the service: as long as a tip of the service. */
export const reply = ask(
  '인증서가 발급되지 않으면, 밖에서 팔십 번 포트로 챌린지 경로를 직접 열어 보세요. 리다이렉트가 가로챌 때가 많아요.',
  '하나 더 들으시려면 “다른 팁”이라고 말해 주세요.',
  { heard: ['acme-http'] },
);
export const healthReply = { status: 'ok', version: 'bench', revision: 'bench' };
