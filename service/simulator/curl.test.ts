import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, verify } from 'node:crypto';
import { curlCommand } from './curl.ts';
import { signBody } from './signer.ts';

describe('curlCommand', () => {
  const URL = 'http://127.0.0.1:8080/';
  /** What a shell hands to curl. */
  const wordsOf = (command: string) =>
    execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${command}`], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it('hands curl the address and the headers that CLOVA documents', () => {
    assert.deepEqual(wordsOf(curlCommand(URL, {}, 'a+b/c==')), [
      '-sS',
      '-X',
      'POST',
      URL,
      '-H',
      'Content-Type: application/json;charset-UTF-8',
      '-H',
      'Accept: application/json',
      '-H',
      'SignatureCEK: a+b/c==',
      '--data-binary',
      '{}',
    ]);
  });

  for (const said of ['네트워크 팁', `it's`, `''`, '"$HOME" `id` $(id)', '\\ \\\\ \\n %s', '!!', '\n\t', '@file'])
    it(`leaves nothing of ${JSON.stringify(said)} to the shell: the signature fits the body`, () => {
      const request = { said };
      const signature = signBody(Buffer.from(JSON.stringify(request)), privateKey);
      const body = wordsOf(curlCommand(URL, request, signature)).at(-1) ?? '';
      assert.deepEqual(JSON.parse(body), request);
      assert.ok(verify('RSA-SHA256', Buffer.from(body), publicKey, Buffer.from(signature, 'base64')));
    });
});
