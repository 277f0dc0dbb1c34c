import { join } from 'node:path';
import { readVersions, VERSIONS } from '../../../bootstrap/preflight/plan.ts';
import { factsFile } from '../../../facts.ts';
import { listObjects } from '../../../kubectl.ts';
import type { Pod } from '../../../verify/see/objects/workload.ts';
import { waitFor } from '../../patience.ts';
import { stopwatch } from '../../stopwatch.ts';
import { underLoad, type Step, type World } from '../../world.ts';
import { nextVersion, serveRaisedCharts } from '../chart-repository.ts';
import { pushed } from '../delivery.ts';

const CHARTS = ['base', 'istiod', 'gateway'];
/** The charts are served on the port after that of the git server. */
const PORT_AFTER = 1;

export const raisedChart: Step = {
  name: "Istio's charts are raised by a push, and taken back, and no request fails",
  async run(world) {
    const { repository, facts, settings, folder, env } = world;
    const version = readVersions(repository.folder).istio;
    const raised = nextVersion(version);
    const charts = await serveRaisedCharts({
      ...{ from: facts.istioCharts, version, raised, charts: CHARTS, folder: join(folder, 'charts'), env },
      ...{ address: settings.hostAddress, port: Number(settings.gitPort) + PORT_AFTER },
    });
    try {
      await underLoad(world, `from ${version} to ${raised}`, async () => {
        repository.set(factsFile(facts.environment), [[['data', 'istioCharts'], charts.url]]);
        repository.set(VERSIONS, [[['data', 'istio'], raised]]);
        await arrives(world, await repository.push('feat: the next Istio'), raised);
      });
      await underLoad(world, 'and back', async () => {
        await arrives(world, await repository.revert(), version);
      });
    } finally {
      charts.stop();
    }
  },
};

/** Waits until every Application has a commit, and every Pod of the gateway is of the version. */
async function arrives(world: World, commit: string, version: string): Promise<void> {
  const { kubectl, settings, report } = world;
  const lap = stopwatch();
  await pushed(world, commit);
  const isOf = ({ metadata: { labels, deletionTimestamp } }: Pod) =>
    deletionTimestamp === undefined && labels?.['app.kubernetes.io/version'] === version;
  await waitFor({
    what: `two Pods of the gateway of version ${version}, and no other`,
    within: 120,
    look: async () => {
      const pods = await listObjects<Pod>(kubectl, 'pods', settings.gatewayNamespace, [
        ...['-l', `istio=${settings.gatewayLabel}`],
      ]);
      return { isThere: pods.length === 2 && pods.every(isOf), seen: pods.map(({ metadata }) => metadata.name) };
    },
  });
  report(`${version} is there: ${lap()}`);
}
