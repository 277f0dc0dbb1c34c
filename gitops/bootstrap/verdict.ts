import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Terminal } from '#program/command.ts';
import type { Facts } from '../facts.ts';
import { verify } from '../verify/verify.ts';
import type { Verdict } from './arrival.ts';
import { ARGO_CD_NAMESPACE } from './install.ts';

/** What verify writes with --format json, as far as it is read here. */
interface Report {
  readonly verdict: string;
  readonly findings: readonly {
    readonly code: string;
    readonly level: string;
    readonly title: string;
    readonly object: { readonly kind: string; readonly namespace?: string; readonly name: string };
    readonly seen: string;
    readonly mayPass: boolean;
    readonly cause?: object;
  }[];
}

interface Options {
  readonly context: string;
  readonly facts: Facts;
  readonly terminal: Terminal;
}

/** verify, bound to one environment; each call looks once. */
interface Verifier {
  readonly judge: () => Promise<Verdict>;
  /** Writes the whole report. @returns verify's exit status */
  readonly report: () => Promise<number>;
}

/** Calls verify as its command line does. */
export function createVerifier({ context, facts, terminal }: Options): Verifier {
  async function look(words: readonly string[], to: Terminal): Promise<number> {
    const folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
    const roots = join(folder, 'roots.pem');
    writeFileSync(roots, facts.verifyRoots);
    try {
      return await verify(
        [
          ...['--context', context, '--application', `${ARGO_CD_NAMESPACE}/${facts.name}`, '--roots', roots],
          ...['--address', facts.verifyAddress, '--wait', '0s', '--lang', 'en', ...words],
        ],
        to,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  return {
    async judge() {
      const stdout = new PassThrough();
      const stderr = new PassThrough();
      await look(['--format', 'json'], { ...terminal, stdout, stderr });
      const [report, obstacle] = [stdout, stderr].map((stream) => String((stream.read() as Buffer | null) ?? ''));
      return report ? verdictOf(JSON.parse(report) as Report) : refusal(obstacle ?? '');
    },
    report: () => look([], terminal),
  };
}

/** What a report comes to: its root causes, and whether waiting can mend them. */
export function verdictOf({ verdict, findings }: Report): Verdict {
  const roots = findings.filter(({ cause, level }) => cause === undefined && level !== 'info' && level !== 'warning');
  return {
    isFine: verdict === 'fine',
    isLasting: roots.some(({ level, mayPass }) => level === 'error' && !mayPass),
    reasons: new Map(
      roots.map(({ code, object: { kind, namespace, name }, title, seen }) => {
        const what = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
        return [`${code} ${what}`, `${title}: ${seen}`];
      }),
    ),
  };
}

/** Where nothing can be judged, verify says why in a line. */
function refusal(line: string): Verdict {
  return { isFine: false, isLasting: false, reasons: new Map([['verify', line.trim()]]) };
}
