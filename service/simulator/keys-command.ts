import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LANG_HELP, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { languageOf, type Text } from '#program/language.ts';
import { keysText, makeKeys } from './keys.ts';

const EXAMPLES = `  npm run keys -- --environment local
  npm run keys -- --environment staging --private-key /media/stick/staging.pem
`;

const HELP: Text = {
  en: `Makes the simulator's key pair for an installation, which then trusts the simulator instead of CLOVA.
The private key stays on this machine; the public key goes into kustomize/facts/<environment>/facts.yaml.
A private key that exists already is kept, and its public half is written.

  npm run keys -- --environment NAME [options]

  --environment NAME   a folder of kustomize/facts, such as local; never production, which trusts only CLOVA
  --private-key FILE   where the private key goes, outside the repository
                       (default: ~/.config/umi-mrdebugger/<environment>.pem)
  --force              a new pair even if there is one; the old private key is lost
  --lang LANGUAGE      ${LANG_HELP.en}
  -h, --help           this text

At the end it prints the remaining steps. If the installation's name is not in DNS, or its certificate comes from an
authority of your own, give \`npm run say\` the options --address and --ca as well.

Exit status: 0 fine · 64 wrong usage · 78 a file that cannot be used

Examples:
${EXAMPLES}`,
  ko: `배포 환경에 쓸 시뮬레이터의 키 쌍을 만듭니다. 그 환경은 CLOVA 대신 시뮬레이터를 신뢰하게 됩니다.
개인 키는 이 컴퓨터에 남고, 공개 키는 kustomize/facts/<environment>/facts.yaml에 들어갑니다.
개인 키가 이미 있으면 그대로 두고 그 공개 키를 씁니다.

  npm run keys -- --environment NAME [옵션]

  --environment NAME   local 같은 kustomize/facts의 폴더. CLOVA만 신뢰하는 production은 쓸 수 없습니다
  --private-key FILE   개인 키를 둘 저장소 밖의 파일
                       (기본값: ~/.config/umi-mrdebugger/<environment>.pem)
  --force              있어도 새로 만듭니다. 이전 개인 키는 없어집니다
  --lang LANGUAGE      ${LANG_HELP.ko}
  -h, --help           이 도움말

끝나면 남은 할 일을 출력합니다. 환경의 이름이 DNS에 없거나 자체 인증 기관의 인증서를 쓴다면
\`npm run say\`를 실행할 때 --address와 --ca도 지정하세요.

종료 코드: 0 정상 · 64 잘못된 사용법 · 78 쓸 수 없는 파일

예:
${EXAMPLES}`,
};

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run keys` */
export function keys(argv: readonly string[], { cwd, env, stdout }: Terminal): number {
  const { values } = parseLine(argv, HELP, {
    environment: { type: 'string' },
    'private-key': { type: 'string' },
    force: { type: 'boolean' },
  });
  if (values.environment === undefined)
    throw new UsageError({
      en: '--environment is missing; expected one such as local',
      ko: '--environment가 없습니다. local처럼 환경 이름을 지정하세요',
    });
  const { environment, force, 'private-key': file } = values;
  const privateKeyFile = file === undefined ? undefined : resolve(cwd, file);
  const home = env.HOME || homedir();
  const made = makeKeys({ root: ROOT, home, environment, privateKeyFile, force });
  stdout.write(keysText(made, languageOf(argv, env)));
  return 0;
}

await startProgram(import.meta.url, keys);
