import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { listen } from '#program/listen.ts';
import { testKeyPair } from '#testing/key-pairs.ts';
import { run, runProgram } from '#testing/run-command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import type { Exchange } from './clova.ts';
import type { Recording } from './recording.ts';
import { say as command } from './say.ts';

const LAUNCH = '미스터 디버거 시작해줘';

describe('npm run say', () => {
  const { folder, file } = temporaryFiles();
  const say = (...words: readonly string[]) => run(command, words);
  const key = file('desk.key', testKeyPair().privatePem);
  /** An address that nobody listens on. */
  const deadUrl = async () => {
    const server = createServer();
    const port = await listen(server, 0, '127.0.0.1');
    server.close();
    return `http://127.0.0.1:${port}/`;
  };

  it('prints a line for each utterance and exits 0', async () => {
    const { status, stdout, stderr } = await say(LAUNCH, '캐싱 팁 하나 알려줘', '', '', '');
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    const [launch, topic, reprompt, end, nothing, ...rest] = stdout.split('\n');
    assert.match(
      launch ?? '',
      /^“미스터 디버거 시작해줘” → LaunchRequest → “미스터 디버거 우미가 .*” \(listens, \d+ ms\)$/,
    );
    assert.match(topic ?? '', /^“캐싱 팁 하나 알려줘” → TipByTopic topic=캐시 → “.*” \(listens, \d+ ms\)$/);
    assert.match(reprompt ?? '', /^\(silence\) → “하나 더 들으시려면 .*” \(listens\)$/);
    assert.match(end ?? '', /^\(silence\) → SessionEndedRequest → nothing is said \(ends the session, \d+ ms\)$/);
    assert.equal(nothing, '(silence) → nothing is said (stays silent)');
    assert.deepEqual(rest, ['']);
  });

  it('exits 1 where CLOVA would not route an utterance, says what would work, and goes on; as a process of its own', () => {
    const { status, stdout } = runProgram('service/simulator/say.ts', ['디버깅 팁 좀 알려줘', LAUNCH]);
    assert.equal(status, 1);
    assert.match(stdout, /^“디버깅 팁 좀 알려줘” → not routed: .*\n {4}say instead: 미스터 디버거 시작해줘\n/);
    assert.match(stdout, /LaunchRequest/);
  });

  it('speaks Korean where it is asked to, or the environment does, and says the same in JSON', async () => {
    const env = { ...process.env, LC_ALL: 'ko_KR.UTF-8' };
    const spoken = ['오늘 날씨 어때', LAUNCH, '오늘 날씨 어때', '종료'];
    const { status, stdout } = await run(command, spoken, { env });
    assert.equal(status, 1);
    assert.equal(
      stdout.replaceAll(/“[^\n]*” \(/g, '“…” (').replaceAll(/\d+ ms/g, 'N ms'),
      `“오늘 날씨 어때” → 보내지 않음: 스킬이 열려 있지 않아 CLOVA가 이 말을 스킬로 보내지 않습니다
    이렇게 말해 보세요: 미스터 디버거 시작해줘
    이렇게 말해 보세요: 미스터 디버거에게 디버깅 팁 좀 알려줘
    이렇게 말해 보세요: 미스터 디버거에게 네트워크 팁 알려줘
“…” (계속 들음, N ms)
“…” (계속 들음, N ms)
“종료” → SessionEndedRequest → 말 없음 (세션 종료, N ms)
`,
    );
    assert.match((await say('--lang', 'ko', '')).stdout, /^\(침묵\) → 말 없음 \(반응 없음\)\n$/);
    assert.match((await run(command, ['--lang', 'en', ''], { env })).stdout, /^\(silence\) → nothing is said /);
    const [line] = (await run(command, ['--json', ...spoken], { env })).stdout.split('\n');
    assert.equal((JSON.parse(line ?? '') as Exchange).then, 'stays silent');
  });

  it('tells its help and what is wrong in Korean too', async () => {
    assert.match((await say('--lang=ko', '--help')).stdout, /^종료 코드: 0 정상 · 1 /m);
    for (const { words, message } of [
      { words: [], message: '보낼 발화가 없습니다. "미스터 디버거 시작해줘"처럼 발화를 적어 주세요' },
      { words: ['--sed', '7'], message: '--sed: 없는 옵션입니다' },
      { words: ['--seed'], message: '--seed: 값이 필요합니다' },
      { words: ['--json=x'], message: '--json: 값을 받지 않는 옵션입니다' },
      { words: ['--seed', 'x', LAUNCH], message: '--seed x: 0 이상의 정수여야 합니다' },
    ])
      assert.deepEqual(await say('--lang', 'ko', ...words), {
        ...{ status: 64, stdout: '', stderr: `${message}\n--help를 참고하세요.\n` },
      });
    const missing = await say('--lang', 'ko', '--replay', 'no-such.json');
    assert.equal(missing.stderr, '--replay no-such.json: ENOENT. --record로 저장한 파일이어야 합니다\n');
  });

  it('shows a guess, which is not an error', async () => {
    const { status, stdout } = await say(LAUNCH, '오늘 날씨 어때');
    assert.equal(status, 0);
    assert.match(stdout, /→ Clova\.GuideIntent \(fits no utterance; a guess\) →/);
  });

  for (const shape of ['documented', 'wire']) {
    it(`prints one JSON object a line with --json, of requests as ${shape}`, async () => {
      const { status, stdout } = await say(
        '--json',
        '--shape',
        shape,
        '--application-id',
        'kr.test.skill',
        LAUNCH,
        '',
        '종료',
      );
      assert.equal(status, 0);
      const exchanges = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Exchange);
      assert.deepEqual(
        exchanges.map(({ utterance, heard, then }) => [utterance, heard.kind, then]),
        [
          [LAUNCH, 'launch', 'listens'],
          ['', 'silence', 'listens'],
          ['종료', 'end', 'ends the session'],
        ],
      );
      const { version, context } = exchanges[0]?.request as { version: string; context: unknown };
      assert.equal(version, shape === 'wire' ? '1.0' : '0.1.0');
      assert.ok(JSON.stringify(context).includes('"applicationId":"kr.test.skill"'));
    });
  }

  it('tells the same tips for the same seed', async () => {
    const tips = async () => (await say('--seed', '7', LAUNCH, '다음')).stdout.replaceAll(/\d+ ms/g, '');
    assert.equal(await tips(), await tips());
  });

  it('counts how many everyday utterances are heard rightly, and reaches its goals', async () => {
    const { status, stdout } = await say('--corpus');
    assert.match(stdout, /testdata\/corpus\.tsv: heard rightly \d+ of \d+ \(.* %\) · wrong intent 0 .*\n/);
    assert.equal(status, 0);
    assert.match(
      (await say('--lang', 'ko', '--corpus')).stdout,
      /corpus\.tsv: 바르게 들음 \d+\/\d+ \(.* %\) · 다른 인텐트 0 /,
    );
  });

  it('exits 1 with a corpus below the goals, and shows what is not heard rightly', async () => {
    const { status, stdout } = await say('--corpus', file('low.tsv', '다음\tsession\tQuitRequested\n'));
    assert.match(
      stdout,
      /low\.tsv:1: wrong: “다음” is Clova\.NextIntent, expected QuitRequested\n.* · below the goals\n$/,
    );
    assert.equal(status, 1);
  });

  it('only prints its help where it is asked for it', async () => {
    for (const option of ['--help', '-h']) {
      const { status, stdout } = await say(option);
      assert.equal(status, 0);
      assert.match(stdout, /Exit status: 0 fine · 1 /);
    }
  });

  for (const words of [
    [],
    ['--sed', '7', LAUNCH],
    ['--seed', 'seven', LAUNCH],
    ['--replay', 'dialogue.json', LAUNCH],
    ['--application-id', '', LAUNCH],
    ['--lang', 'fr', LAUNCH],
  ]) {
    it(`exits 64 where it is given ${words.join(' ') || 'nothing'}`, async () => {
      const { status, stdout, stderr } = await say(...words);
      assert.equal(status, 64);
      assert.equal(stdout, '');
      assert.match(stderr, /^.+\nSee --help\.\n$/);
    });
  }

  it('exits 2 where the service could not be reached, and says nothing more', async () => {
    const { status, stdout } = await say('--url', await deadUrl(), '--key', key, LAUNCH, '다른 팁');
    assert.equal(status, 2);
    const [line, note, ...rest] = stdout.split('\n');
    assert.match(line ?? '', /→ LaunchRequest → no answer \(ends the session\)$/);
    assert.match(note ?? '', /^ {4}error: answer: http:.*ECONNREFUSED/);
    assert.deepEqual(rest, ['']);
  });

  const url = 'https://skill.example.com/';
  const missing = join(folder, 'missing');
  for (const { name, words, message } of [
    {
      name: 'a key that is missing',
      words: ['--url', url, '--key', missing, LAUNCH],
      message: /^--key .*missing: .*ENOENT/,
    },
    {
      name: 'a tips file without tips',
      words: ['--tips', file('tips.yaml', 'tips: []'), LAUNCH],
      message: /^--tips .*tips\.yaml:1: expected/,
    },
    {
      name: 'a replay file that is not a recording',
      words: ['--replay', file('a.json', '{}')],
      message: /^--replay .*a\.json: format is not as expected; expected a file that --record wrote\n$/,
    },
    { name: 'a folder to replay', words: ['--replay', folder], message: /^--replay .*: EISDIR; expected a file that / },
    { name: 'a corpus that is missing', words: ['--corpus', missing], message: /missing: .*ENOENT/ },
    {
      name: 'a folder that is missing for its recording',
      words: ['--record', join(missing, 'a.json'), LAUNCH],
      message: /^--record .*: ENOENT; expected a file that can be written\n$/,
    },
  ]) {
    it(`exits 78 where it is given ${name}`, async () => {
      const { status, stderr } = await say(...words);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n {4}at /);
      assert.equal(status, 78);
    });
  }

  describe('with a recording', () => {
    const path = join(folder, 'dialogue.json');
    const recorded = () => JSON.parse(readFileSync(path, 'utf8')) as Recording;
    before(async () => {
      const { status } = await say('--record', path, LAUNCH, '다음', '이전', '캐시 팁 하나 알려줘', '', '');
      assert.equal(status, 0);
    });

    it('replays it to the same words', async () => {
      const { status, stdout, stderr } = await say('--replay', path);
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.equal(stdout.trimEnd().split('\n').length, 6);
      assert.doesNotMatch(stdout, /differs/);
    });

    it('compares no words where another seed chose the tips', async () => {
      const seed = `${((recorded().seed ?? 0) + 1) % 1_000}`;
      assert.equal((await say('--replay', path, '--seed', seed)).status, 0);
    });

    for (const { name, field, edit } of [
      { name: 'words', field: 'spoken', edit: { spoken: ['다른 말.'] } },
      { name: 'outcome', field: 'then', edit: { then: 'ends the session' } },
      { name: 'routing', field: 'question', edit: { question: { type: 'LaunchRequest' } } },
    ]) {
      it(`exits 1 where its ${name} changed, and shows only that`, async () => {
        const recording = recorded();
        const lines = recording.lines.map((line, index) => (index === 1 ? { ...line, ...edit } : line));
        const edited = file('edited.json', JSON.stringify({ ...recording, lines }));
        const { status, stdout } = await say('--replay', edited);
        assert.equal(status, 1);
        const changes = stdout.split('\n').filter((line) => line.includes('differs: '));
        assert.equal(changes.length, 1);
        assert.ok(changes[0]?.startsWith(`    differs: ${field}: was ${JSON.stringify(Object.values(edit)[0])}, is `));
      });
    }
  });
});
