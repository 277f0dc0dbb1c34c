import { rmSync } from 'node:fs';
import { run as runProgram } from '#program/run.ts';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { inParallel } from '#program/parallel.ts';
import { run } from '#testing/run-command.ts';
import { findRenderer } from '../../render/renderer.ts';
import { verify } from '../../verify/verify.ts';
import { drawsOf } from './draw.ts';
import { copyOf, ENVIRONMENTS, readEnvironment, type Environment } from './environment.ts';
import { FAULTS, type Fault } from './faults.ts';
import { LAYERED, PLAIN, type Way } from './ways.ts';

const HELP = `Breaks copies of this repository's own overlays, one value at a time, half of them by a patch, a fact that a replacement
carries, images, namespace or a generator, and asks verify repo what is wrong. It must name the right code, the
right object, and the file and line to change.

  node --import tsx gitops/e2e/mutations/mutations.ts [options]

  --seed TEXT     decides what is drawn (default: 1)
  --count COUNT   how many (default: 200)
  --only NUMBER   this one alone, with what verify says of it and the whole difference
  --least SHARE   of all that must be right, in per cent (default: 95)
  -h, --help      this text

Exit status: 0 enough is right · 1 not enough · 64 wrong usage · 78 no kustomize
`;

const AT_ONCE = 4;

interface Drawn {
  readonly number: number;
  readonly kind: string;
  readonly way: Way;
  readonly environment: Environment;
  readonly fault: Fault;
  readonly seed: string;
}

interface Finding {
  readonly code: string;
  readonly level: string;
  readonly seen: string;
  readonly field?: string;
  readonly object: { readonly kind: string; readonly namespace?: string; readonly name: string };
  readonly place?: { readonly file: string; readonly line: number };
  readonly cause?: unknown;
}

interface Judged extends Drawn {
  readonly places: readonly string[];
  readonly otherEnd: readonly string[];
  readonly findings: readonly Finding[];
  readonly isCode: boolean;
  readonly isObject: boolean;
  readonly isLine: boolean;
  readonly isOtherEnd: boolean;
  readonly difference: string;
}

async function mutations(argv: readonly string[], { cwd, env, stdout }: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '200' },
    only: { type: 'string' },
    least: { type: 'string', default: '95' },
  });
  const [count, only, least] = [values.count, values.only ?? '0', values.least].map(Number) as [number, number, number];
  if (![count, only, least].every((each) => each >= 0))
    throw new UsageError('--count, --only and --least: expected numbers');
  const renderer = await findRenderer(env, cwd);
  const environments = await Promise.all(ENVIRONMENTS.map((each) => readEnvironment(each, cwd, renderer)));
  const numbers = values.only === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [only];
  const start = performance.now();
  const judged = await inParallel(numbers, AT_ONCE, async (number) => {
    const drawn = draw(number, values.seed, environments);
    return await judge(drawn, cwd, env, values.only !== undefined);
  });
  const wrong = judged.filter((each) => !isRight(each));
  const seconds = (performance.now() - start) / 1000;
  for (const each of values.only === undefined ? wrong : judged)
    stdout.write(describe(each, values.only !== undefined));
  stdout.write(table('kind', judged, ({ kind }) => kind));
  stdout.write(table('way', judged, ({ way }) => way));
  const share = (100 * (judged.length - wrong.length)) / judged.length;
  const layered = judged.filter(({ way }) => !isPlain(way)).length;
  const ends = judged.filter((each) => isRight(each) && each.isOtherEnd).length;
  stdout.write(
    `\n${judged.length - wrong.length} of ${judged.length} right (${share.toFixed(1)} %), ${layered} of them not in a manifest itself; ${ends} at the other end of the link; ${seconds.toFixed(0)} s\n`,
  );
  return share >= least ? 0 : EXIT.problems;
}

/** Of two in turn, one is written into manifests, one laid over them, each time in the next of its ways. */
function draw(number: number, seed: string, environments: readonly Environment[]): Drawn {
  const draws = drawsOf(`${seed} ${number}`);
  const ways: readonly Way[] = number % 2 === 0 ? PLAIN : LAYERED;
  const [way = 'base'] = ways.slice(Math.floor(number / 2) % ways.length);
  const all = environments.flatMap((environment) =>
    Object.entries(FAULTS).map(([kind, breaking]) => ({ environment, kind, fault: breaking(environment, draws) })),
  );
  const drawn = draws.of(all.filter(({ fault }) => fault.ways[way] !== undefined));
  return { number, way, seed, ...drawn };
}

async function judge(drawn: Drawn, root: string, env: NodeJS.ProcessEnv, isTold: boolean): Promise<Judged> {
  const { environment, fault, way, seed, number } = drawn;
  const copy = copyOf(root, environment);
  try {
    const target = { root: copy, environment, draw: drawsOf(`${seed} ${number} written`) };
    const places = fault.ways[way]?.(target) ?? [];
    const otherEnd = fault.otherEnd?.(target) ?? [];
    const { stdout, stderr } = await run(verify, ['repo', copy, '--format', 'json', '--lang', 'en'], {
      cwd: copy,
      env,
    });
    const findings = parsed(stdout, stderr);
    const ofCode = findings.filter(({ code }) => fault.codes.includes(code));
    const ofObject = ofCode.filter(({ object }) => fault.objects.some((each) => isSame(object, each)));
    const lines = ofObject.map(({ place }) => `${place?.file ?? ''}:${place?.line ?? ''}`);
    const isOwn = lines.some((each) => places.includes(each));
    const isOtherEnd = !isOwn && lines.some((each) => otherEnd.includes(each));
    const isLine = isOwn || isOtherEnd;
    return {
      ...{ ...drawn, places, otherEnd, findings, isOtherEnd },
      ...{ isCode: ofCode.length > 0, isObject: ofObject.length > 0, isLine },
      difference: isLine && !isTold ? '' : await differenceOf(root, copy, environment),
    };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function parsed(stdout: string, stderr: string): readonly Finding[] {
  try {
    return (JSON.parse(stdout) as { findings: readonly Finding[] }).findings;
  } catch {
    throw new Error(`verify prints no JSON: ${stdout}${stderr}`);
  }
}

function isSame(a: Finding['object'], b: Fault['objects'][number]): boolean {
  return a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');
}

function isRight({ isCode, isObject, isLine }: Judged): boolean {
  return isCode && isObject && isLine;
}

function isPlain(way: Way): boolean {
  return (PLAIN as readonly Way[]).includes(way);
}

async function differenceOf(root: string, copy: string, environment: Environment): Promise<string> {
  const sound = copyOf(root, environment);
  try {
    const { stdout } = await runProgram('git', ['diff', '--no-index', '--unified=1', sound, copy], {});
    return stdout.replaceAll(sound, '').replaceAll(copy, '');
  } finally {
    rmSync(sound, { recursive: true });
  }
}

function describe(judged: Judged, isWhole: boolean): string {
  const { number, kind, way, environment, fault, places, otherEnd, findings, difference, seed } = judged;
  const said = findings.map(
    ({ code, level, object, place, cause, seen, field }) =>
      `         ${code} ${level} ${object.kind} ${object.namespace ?? ''}/${object.name} at ${place ? `${place.file}:${place.line}` : '?'}${cause ? ' (follows)' : ''}\n            ${field ?? ''}: ${seen}\n`,
  );
  const objects = fault.objects.map((each) => `${each.kind} ${each.namespace ?? ''}/${each.name}`).join(' or ');
  return [
    `\n${isRight(judged) ? 'right' : 'WRONG'}  --seed ${seed} --only ${number}: ${kind}, by ${way}, in ${environment.environment}\n`,
    `wanted   ${fault.codes.join(' or ')} ${objects} at ${[...places, ...otherEnd].join(' or ')}\n`,
    `found\n${said.join('')}`,
    isWhole
      ? difference
      : difference
          .split('\n')
          .filter((each) => /^[+-]/.test(each))
          .slice(0, 24)
          .join('\n'),
    '\n',
  ].join('');
}

function table(title: string, judged: readonly Judged[], keyOf: (each: Judged) => string): string {
  const keys = [...new Set(judged.map(keyOf))].sort();
  const row = (first: string, ...cells: readonly (string | number)[]) =>
    `| ${first.padEnd(60)} | ${cells.map((each) => String(each).padStart(6)).join(' | ')} |\n`;
  const counts = keys.map((key) => {
    const own = judged.filter((each) => keyOf(each) === key);
    const count = (is: (each: Judged) => boolean) => own.filter(is).length;
    return row(
      key,
      own.length,
      count(({ isCode }) => isCode),
      count(({ isCode, isObject }) => isCode && isObject),
      count(isRight),
    );
  });
  return `\n${row(title, 'all', 'code', 'object', 'line')}|${'-'.repeat(62)}|${'-------:|'.repeat(4)}\n${counts.join('')}`;
}

await startProgram(import.meta.url, mutations);
