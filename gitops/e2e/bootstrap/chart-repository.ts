import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { outputOf } from '#program/run.ts';
import { listen } from '#program/listen.ts';

interface Options {
  /** The repository that the charts are taken from, and their version there. */
  readonly from: string;
  readonly version: string;
  /** The version under which they are served. */
  readonly raised: string;
  readonly charts: readonly string[];
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
}

interface ChartRepository {
  readonly url: string;
  stop(): void;
}

/**
 * Serves charts of another repository under another version, as a release of the same programs would be: the images stay,
 * and the label `app.kubernetes.io/version` of the Pods changes. @throws {ProgramError | StartError}
 */
export async function serveRaisedCharts(options: Options): Promise<ChartRepository> {
  const { from, version, raised, charts, folder, address, port, env } = options;
  const helm = (...words: readonly string[]) => outputOf(env.HELM || 'helm', words, { env, cwd: folder });
  const url = `http://${address}:${port}`;
  mkdirSync(join(folder, 'served'), { recursive: true });
  for (const chart of charts) {
    await helm('pull', chart, '--repo', from, '--version', version, '--untar');
    await helm('package', chart, '--version', raised, '--app-version', raised, '--destination', 'served');
  }
  await helm('repo', 'index', 'served', '--url', url);
  const server = createServer(({ url: path = '/' }, response) => {
    const file = join(folder, 'served', basename(path));
    if (existsSync(file) && basename(path) !== '') response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await listen(server, port, address);
  return {
    url,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The next patch release of a version, as a version of its own. */
export function nextVersion(version: string): string {
  const [, rest = '', patch = '0'] = /^(\d+\.\d+\.)(\d+)/.exec(version) ?? [];
  return `${rest}${Number(patch) + 1}-e2e`;
}
