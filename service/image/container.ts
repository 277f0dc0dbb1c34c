import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { untilListening } from '#testing/listening-service.ts';

export const APPLICATION_ID = 'kr.example.image';
const KEY_FILE = '/keys/public.pem';

/** The parts of an image's configuration that a container runtime acts on. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd?: readonly string[];
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Labels: Readonly<Record<string, string>>;
}

export interface Container {
  readonly url: string;
  readonly adminUrl: string;
  /** The process id of node on this machine. */
  readonly pid: number;
  /** What it wrote so far. */
  readonly log: readonly string[];
  /** unshare, which waits for node and exits with its status. */
  readonly parent: ChildProcess;
}

/**
 * Does what a container runtime does: separate namespaces for mounts and processes, the image as a read-only root, and
 * the image's user, environment and command. It shares this machine's network and takes any free ports.
 */
export function spawnContainer(
  rootFs: string,
  keys: string,
  { User, Env, Entrypoint, Cmd = [] }: ImageConfig,
): ChildProcess {
  const script = `set -e
    root=$1; keys=$2; shift 2
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount --bind "$keys" "$root/keys"
    mount -o remount,bind,ro "$root"
    exec env -i "$@"`;
  const env = [
    ...Env,
    `CEK_APPLICATION_IDS=${APPLICATION_ID}`,
    `CEK_PUBLIC_KEY_FILES=${KEY_FILE}`,
    'PORT=0',
    'ADMIN_PORT=0',
  ];
  const chroot = ['/usr/sbin/chroot', `--userspec=${User}`, '--groups=', rootFs, ...Entrypoint, ...Cmd];
  const unshare = ['--mount', '--pid', '--fork', 'sh', '-c', script, 'sh', rootFs, keys];
  return spawn('unshare', [...unshare, ...env, ...chroot], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The process id of node, unshare's only child, while it runs. Node outlives unshare, so tests must end node. */
export function pidOfNode({ pid, exitCode, signalCode }: ChildProcess): number | undefined {
  if (pid === undefined || exitCode !== null || signalCode !== null) return undefined;
  // Never 0: killing that would end this process and its whole group.
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) || undefined;
}

/** Gives the container once node says that it listens. */
export async function listeningContainer(parent: ChildProcess): Promise<Container> {
  assert.ok(parent.stdout && parent.stderr);
  const log: string[] = [];
  createInterface({ input: parent.stderr }).on('line', (line) => log.push(line));
  createInterface({ input: parent.stdout }).on('line', (line) => log.push(line));
  const { port, adminPort } = await untilListening(parent);
  const pid = pidOfNode(parent);
  assert.ok(pid, log.join('\n'));
  return { url: `http://127.0.0.1:${port}/`, adminUrl: `http://127.0.0.1:${adminPort}`, pid, log, parent };
}
