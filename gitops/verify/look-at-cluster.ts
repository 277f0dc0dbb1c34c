import { createWitness } from './see/witness.ts';
import { checks } from './judge/checks/index.ts';
import { clock } from './see/clock.ts';
import { inLightOfClone } from './model/sync/clone-scope.ts';
import { connect } from './see/cluster/connect.ts';
import { watch } from './see/cluster/watch.ts';
import { look } from './judge/look.ts';
import { waitForOutcome, type Look } from './judge/waiting.ts';
import { isGap } from './see/gap.ts';
import type { Finding } from './model/finding.ts';
import { obstacleOf, askFirst, withAnswers } from './first-answers.ts';
import type { ClusterOptions } from './options.ts';
import { readClone } from './see/git/clone.ts';
import { readRootsFile } from './see/network/roots-file.ts';
import type { Snapshot } from './see/snapshot.ts';
import type { Text } from '#program/language.ts';

interface Hooks {
  readonly judge: (seen: Snapshot) => readonly Finding[];
  /** Called with each look when it is done. */
  readonly onLook: (look: Look<Snapshot>) => void;
  /** Called after each look but the last with its findings, and the seconds since the start. */
  readonly onWait: (findings: readonly Finding[], seconds: number) => void;
  readonly onNote: (note: Text) => void;
}

/**
 * Looks at the cluster, the network and the clone until all is fine, waiting is of no use, or the time is over.
 * @returns the last look, or the reason why nothing can be judged
 * @throws {UsageError | StartError}
 */
export async function lookAtCluster(
  { scope: named, context, resolver, rootsFile, wait }: ClusterOptions,
  { judge, onLook, onWait, onNote }: Hooks,
): Promise<Look<Snapshot> | { readonly obstacle: Text }> {
  const roots = rootsFile === undefined ? undefined : readRootsFile(rootsFile);
  const connection = connect(context);
  if (isGap(connection)) return { obstacle: obstacleOf(connection, context) };
  const asked = connection.namespace === undefined ? named : { ...named, home: connection.namespace };
  const start = clock.now();
  const anew = createWitness({ connection, roots, resolver });
  const { exchanges, applications, obstacle } = await askFirst(asked, anew, context);
  if (obstacle) return { obstacle };
  const { scope, ahead } = inLightOfClone(asked, await readClone(), applications);
  if (ahead > 0) onNote(notPushed(ahead));
  const witness = withAnswers(exchanges, anew);
  return await waitForOutcome<Snapshot>({
    look: async () => {
      const seen = await look(scope, witness, new Date().toISOString());
      const last = { seen, findings: judge(seen) };
      onLook(last);
      return last;
    },
    doubted: new Set(checks.filter(({ isDoubted }) => isDoubted).map(({ code }) => code)),
    lasting: new Set(checks.filter(({ mayPass }) => !mayPass).map(({ code }) => code)),
    news: (seen, signal) =>
      new Promise((resolve) => {
        const watching = watch(connection, seen, resolve);
        signal.addEventListener('abort', () => {
          watching.stop();
        });
      }),
    goOn: (findings) => {
      onWait(findings, (clock.now() - start) / 1000);
    },
    wait,
    clock,
  });
}

function notPushed(count: number): Text {
  return {
    en: `note: ${count} ${count === 1 ? 'commit is' : 'commits are'} not pushed, so not judged`,
    ko: `참고: 아직 푸시하지 않은 커밋 ${count}개는 판단하지 않습니다`,
  };
}
